import type { Diagnostic } from '../stream/diagnostic.ts';
import { remedyFor } from './remedies.ts';

/** What a cloud answered to a provider that asked for something. */
type Refusal = {
  /** What the provider was doing, as it says it: "creating EC2 VPC", "deleting S3 Bucket (mf-x)". */
  doing: string;
  /** The API's own code, by which its documentation can be searched. */
  code: string;
  message: string;
};

/**
 * The refusal that a diagnostic tells of, in words for people: what was being done, the code, the message and what to do;
 * undefined for a diagnostic of another kind. The request's id and the HTTP status stay in the log.
 */
export function refusalText(diagnostic: Diagnostic): string | undefined {
  const refusal = readRefusal(`${diagnostic.summary} ${diagnostic.detail}`.trim());
  if (refusal === undefined) return undefined;
  const { doing, code, message } = refusal;
  const where = diagnostic.address === null ? '' : ` (${diagnostic.address})`;
  const said = message === '' ? '' : `: ${message.replace(/\.$/, '')}`;
  return `${doing}${where}: AWS answered ${code}${said}. ${remedyFor(refusal)}`;
}

/**
 * Terraform passes a provider's text on and gives it no code. The form of this one is AWS's: every error of its SDK for Go
 * reads "operation error SERVICE: OPERATION, https response error StatusCode: N, RequestID: ID, [HostID: ID,] [api error]
 * CODE: MESSAGE" ("api error" where the service does not model that error). Where it is not met, the text is told as it is.
 */
const sdkError =
  /^(?<doing>.*?): operation error .*?, https response error StatusCode: \d+, RequestID: [^,]*, (?:HostID: [^,]*, )?(?:api error )?(?<code>[A-Z][A-Za-z0-9.]+):(?<message>.*)$/s;

/** What a provider waits for may fail later; then the code stands behind the ids of what failed. */
const failedWaiting =
  /^(?<doing>waiting for .*?): unexpected state .*? last error: (?:[\w/-]+(?:, [\w/-]+)*: )?(?<code>[A-Z][A-Za-z]+): (?<message>.*)$/s;

function readRefusal(text: string): Refusal | undefined {
  const found = sdkError.exec(text)?.groups ?? failedWaiting.exec(text)?.groups;
  if (found === undefined) return undefined;
  const { doing = '', code = '', message = '' } = found;
  return { doing, code, message: shortened(message.replaceAll(/\s+/g, ' ').trim()) };
}

/** Some services quote the whole request. */
const messageCharactersMax = 400;

function shortened(text: string): string {
  return text.length <= messageCharactersMax ? text : `${text.slice(0, messageCharactersMax)}…`;
}
