import { createRequire } from 'node:module';
import type twilio from 'twilio';

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  /** Base address of all of Twilio's APIs; Twilio's own hosts without it. */
  apiUrl?: string;
  /** E.164, of each channel that can be used. */
  whatsappFrom?: string;
  smsFrom?: string;
  voiceFrom?: string;
  /** Where Twilio reaches this process; absent behind a firewall, and what comes in is polled. */
  publicUrl?: string;
}

export type TwilioClient = twilio.Twilio;
type Sdk = typeof twilio;
type Asked<T> = Parameters<InstanceType<Sdk['RequestClient']>['request']>[0] & { data?: T };

const TIMEOUT_MS = 10_000;

/** Twilio's own SDK, loaded at the first use: it weighs 20 MB. Nothing is tried again in here. */
export function createClient(config: TwilioConfig, options: { timeoutMs?: number } = {}): () => TwilioClient {
  let client: TwilioClient | undefined;
  return () => {
    client ??= open(config, options.timeoutMs ?? TIMEOUT_MS);
    return client;
  };
}

export const sdk = (): Sdk => createRequire(import.meta.url)('twilio') as Sdk;

function open(config: TwilioConfig, timeout: number): TwilioClient {
  const { RequestClient, default: build } = sdk() as unknown as { RequestClient: Sdk['RequestClient']; default?: Sdk };
  const factory = build ?? sdk();
  const base = config.apiUrl?.replace(/\/+$/, '');
  // The SDK has no base address of its own: it is put into each request, and the host that was meant is told beside it.
  class Elsewhere extends RequestClient {
    override request<T>(wanted: Asked<T>) {
      if (!base) return super.request<T>(wanted);
      const url = new URL(wanted.uri);
      const headers = { ...wanted.headers, 'x-twilio-host': url.host };
      return super.request<T>({ ...wanted, headers, uri: `${base}${url.pathname}${url.search}` });
    }
  }
  const httpClient = new Elsewhere({ timeout, autoRetry: false });
  return factory(config.accountSid, config.authToken, { httpClient, autoRetry: false });
}
