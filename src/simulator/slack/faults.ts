export interface Fault {
  /** HTTP status; 429 answers `ratelimited` with `retryAfter`. */
  status?: number;
  /** Slack's error word, with status 200. */
  error?: string;
  /** Seconds, for 429. */
  retryAfter?: number;
  /** How many calls it hits; one by default. */
  times?: number;
  /** The call takes effect, but its answer never arrives. */
  isAnswerLost?: boolean;
  /** Milliseconds of real time before the answer. */
  delayMs?: number;
}

/** Failures on order, by method name; `*` stands for any. */
export function createFaults() {
  const planned = new Map<string, Fault & { times: number }>();
  return {
    failNext(method: string, fault: Fault): void {
      planned.set(method, { times: 1, ...fault });
    },
    /** The fault that hits this call, used up by it. */
    take(method: string): Fault | undefined {
      for (const key of [method, '*']) {
        const fault = planned.get(key);
        if (!fault || fault.times < 1) continue;
        fault.times -= 1;
        return fault;
      }
      return undefined;
    },
    clear: () => planned.clear(),
  };
}

export type Faults = ReturnType<typeof createFaults>;
