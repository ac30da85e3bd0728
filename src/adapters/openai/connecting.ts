import type OpenAI from 'openai';

export interface OpenaiAccess {
  apiKey: string;
  /** Base address up to the version, such as "http://127.0.0.1:4000/v1"; OpenAI's own without it. */
  baseUrl?: string;
}

/** The SDK repeats a 429, also one that says that the credit is used up. Both are answered by waiting elsewhere, not by asking again. */
function withoutRetryOn429(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    if (response.status !== 429) return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: 429, statusText: response.statusText, headers });
  };
}

/** The SDK, loaded on first use; it reads nothing from the environment. */
export async function openClient(
  config: OpenaiAccess,
  options: { timeoutMs: number; maxRetries: number; fetch?: typeof fetch },
): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    apiKey: config.apiKey,
    baseURL: config.baseUrl,
    // Explicit, or the SDK would read these from the environment.
    organization: null,
    project: null,
    maxRetries: options.maxRetries,
    timeout: options.timeoutMs,
    fetch: withoutRetryOn429(options.fetch ?? fetch),
  });
}

/** A timer over the whole call: the SDK's own ends when the headers are there, so a body that stalls would hang for good. */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
