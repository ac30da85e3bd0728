/** A recording that a provider has made of one of our calls. */
export interface RecordingReport {
  providerRecordingId: string;
  seconds: number;
}

/**
 * Recordings at the provider of calls. Throws Unavailable, RateLimited, NotConnected, InvalidInput (this one will never be had).
 */
export interface CallRecordings {
  /** WAV, the member on the first channel and the lead on the second where there are two; undefined when it is not there. */
  audio(id: string): Promise<Uint8Array | undefined>;
  ofCall(providerCallId: string): Promise<RecordingReport[]>;
  /** For good; one that is gone already is fine. */
  remove(id: string): Promise<void>;
}

export interface Transcript {
  text: string;
  /** What was said from when to when, in seconds; absent where the model does not tell. */
  parts?: { from: number; to: number; text: string }[];
}

/** Writes down what is said. Throws Unavailable, RateLimited, NotConnected, InvalidInput (this sound can't be written down). */
export interface Transcriber {
  readonly model: string;
  transcribe(wav: Uint8Array): Promise<Transcript>;
}

/** What may still be spent on models this month, and what was. */
export interface TranscriptBudget {
  remainingUsd(): Promise<number>;
  charge(charge: {
    usd: number;
    model: string;
    leadId?: string;
    details: Record<string, string | number | boolean>;
  }): Promise<void>;
}
