import { AppError } from '@flowport/domain';
import { createTransport } from 'nodemailer';

export type MailSettings = {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  smtpUrl: string;
  /** The sender, as `Flowport <flowport@example.com>`. */
  from: string;
};

export type Mail = { to: { name: string; email: string }; subject: string; text: string; id: string };

/** What a mail server may take for each step. */
const timeoutMilliseconds = 10_000;

/**
 * Sends plain text. What people typed stands in the text alone, and of the subject only one line is left, so that nothing
 * of it becomes a header or HTML. Encrypted with STARTTLS where the server offers it.
 * @throws AppError `unavailable` with what the server said.
 */
export async function sendMail({ smtpUrl, from }: MailSettings, mail: Mail): Promise<void> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMilliseconds,
    greetingTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: { name: oneLine(mail.to.name), address: mail.to.email },
      subject: oneLine(mail.subject),
      text: mail.text,
      // The same at every attempt, so that a repetition is shown once.
      messageId: `<${mail.id}@flowport>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (cause) {
    const { host } = new URL(smtpUrl);
    const said = cause instanceof Error ? oneLine(cause.message) : 'no reason';
    throw new AppError('unavailable', `The mail server ${host} did not take it: ${said}`, { cause });
  } finally {
    transport.close();
  }
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what ends a header.
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
