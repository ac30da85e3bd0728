import { InvalidInput, Unavailable } from '../kernel/errors.ts';
import type { SlackCalls } from './calls.ts';
import type { SubmissionInput } from './gesture.ts';

const SLACK_API = 'https://slack.com/api/';
const CONNECT_MS = 15_000;

/** Slack's files stand on slack.com; a stand-in's on its own host. Our token goes nowhere else. */
function mayHaveToken(url: URL, apiUrl: string): boolean {
  const api = new URL(apiUrl);
  if (url.host === api.host) return url.protocol === api.protocol;
  return url.protocol === 'https:' && (url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com'));
}

/** Reads a file that a person gave to a modal, as a stream. */
export function createFileReader(deps: { calls: SlackCalls; token: string; apiUrl?: string }): SubmissionInput['file'] {
  return async (fileId) => {
    const { name, url } = await deps.calls.fileInfo(fileId);
    const where = new URL(url);
    if (!mayHaveToken(where, deps.apiUrl ?? SLACK_API))
      throw new InvalidInput('That file is kept outside Slack. Upload it as a file.');
    const connecting = new AbortController();
    const timer = setTimeout(() => connecting.abort(), CONNECT_MS);
    const response = await fetch(where, {
      headers: { authorization: `Bearer ${deps.token}` },
      signal: connecting.signal,
      redirect: 'error',
    })
      .catch((error) => {
        throw new Unavailable('Slack did not give the file. Nothing was done; try again in a minute.', error);
      })
      .finally(() => clearTimeout(timer));
    if (!response.ok || !response.body)
      throw new Unavailable('Slack did not give the file. Nothing was done; try again in a minute.');
    return { name, content: response.body };
  };
}
