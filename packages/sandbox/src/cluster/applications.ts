/**
 * What the applications of a stack answer to whoever asks whether they live. They are known by their image and command;
 * nothing runs, so that is all there is behind the paths.
 */
import { jsonAnswer, textAnswer, type WorldAnswer } from '../world/exchange.ts';
import type { Workload } from './inventory.ts';

type ApplicationCall = { method: string; path: string };
type Application = { isIt(workload: Workload): boolean; answer(call: ApplicationCall): WorldAnswer | undefined };

const page = (title: string) =>
  textAnswer(200, `<!doctype html><html><head><title>${title}</title></head><body></body></html>`, 'text/html');

const metadataService: Application = {
  isIt: (workload) => runs(workload, 'services.metadata_service'),
  answer: ({ path }) => {
    if (path === '/ping') return textAnswer(200, 'pong');
    if (path === '/version') return textAnswer(200, '2.5.0');
    if (path === '/flows') return jsonAnswer(200, []);
    return undefined;
  },
};

const uiBackend: Application = {
  isIt: (workload) => runs(workload, 'services.ui_backend_service'),
  answer: ({ path }) => {
    if (path === '/api/ping' || path === '/ping') return textAnswer(200, 'pong');
    if (path === '/api/flows') return jsonAnswer(200, { data: [], status: 200, links: {}, pages: {}, query: {} });
    return undefined;
  },
};

const uiStatic: Application = {
  isIt: (workload) => workload.images.some((image) => /\/metaflow_ui:/.test(image)),
  answer: () => page('Metaflow UI'),
};

const argoServer: Application = {
  isIt: (workload) => workload.images.some((image) => /^argo-workflows:/.test(image)),
  answer: ({ path }) => {
    if (path === '/' || path.startsWith('/workflows')) return page('Argo');
    if (path === '/api/v1/version') return jsonAnswer(200, { version: 'v3.7.11' });
    // Without a Kubernetes token, in the mode `client`.
    if (path.startsWith('/api/')) return jsonAnswer(401, { code: 16, message: 'token not valid' });
    return undefined;
  },
};

const eventSource: Application = {
  isIt: (workload) => runs(workload, 'eventsource-service'),
  answer: ({ method }) => (method === 'POST' ? textAnswer(200, 'success') : textAnswer(405, 'Method Not Allowed')),
};

/** Anything else that answers HTTP. */
const unknown: Application = {
  isIt: () => true,
  answer: ({ path }) => (path === '/' ? textAnswer(200, 'ok') : undefined),
};

const applications = [metadataService, uiBackend, uiStatic, argoServer, eventSource, unknown];

/** Undefined when the application has nothing at the path. */
export function answerApplication(workload: Workload, call: ApplicationCall): WorldAnswer | undefined {
  return applications.find((application) => application.isIt(workload))?.answer(call);
}

function runs(workload: Workload, command: string): boolean {
  return workload.commands.some((line) => line.includes(command));
}
