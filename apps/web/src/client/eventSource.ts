/** A browser tries again by itself after a break, but not after an answer that is no stream (a restart, a proxy). */
const reopenMilliseconds = 3000;

type Stream = {
  /** Called for each connection, so that the address can carry where to go on. */
  url: () => string;
  on: Record<string, (data: unknown, lastEventId: string) => void>;
  onState?: (state: 'open' | 'broken') => void;
};

/**
 * A stream of server-sent events that is held only while the tab is seen: browsers allow six connections to one host,
 * and tabs in the background would use them up.
 * @returns what ends it.
 */
export function followEvents({ url, on, onState }: Stream): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open() {
    close();
    const opened = new EventSource(url());
    source = opened;
    opened.onopen = () => onState?.('open');
    opened.onerror = () => {
      onState?.('broken');
      if (opened.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, reopenMilliseconds);
    };
    for (const [name, handle] of Object.entries(on)) {
      opened.addEventListener(name, (event) => handle(parse(event.data), event.lastEventId));
    }
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function onVisibility() {
    if (document.visibilityState === 'hidden') close();
    else if (!source) open();
  }

  document.addEventListener('visibilitychange', onVisibility);
  if (document.visibilityState !== 'hidden') open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
