/** US dollars for a million tokens. Vendors change these: the date says when they were last read. */
export const PRICES_AS_OF = '2026-11-22';

interface Price {
  input: number;
  cachedInput: number;
  output: number;
}

const PRICES: Record<string, Price> = {
  'gpt-6-luna': { input: 0.1, cachedInput: 0.01, output: 0.5 },
  'gpt-6-sol': { input: 2, cachedInput: 0.2, output: 10 },
};

/** A model that the table does not know counts as the dearest, so that a budget is never outspent by ignorance. */
function priceOf(model: string): Price {
  const known = Object.keys(PRICES).find((name) => model === name || model.startsWith(`${name}-`));
  const dearest = Object.values(PRICES).sort((a, b) => b.output - a.output)[0];
  return (known ? PRICES[known] : dearest) ?? { input: 2, cachedInput: 0.2, output: 10 };
}

export interface Usage {
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
}

export function isPriced(model: string): boolean {
  return Object.keys(PRICES).some((name) => model === name || model.startsWith(`${name}-`));
}

export function costUsd(model: string, usage: Usage): number {
  const price = priceOf(model);
  const fresh = Math.max(0, usage.inputTokens - usage.cachedTokens);
  return (fresh * price.input + usage.cachedTokens * price.cachedInput + usage.outputTokens * price.output) / 1_000_000;
}

/** About three characters a token, on the safe side for names and numbers. */
export function guessTokens(text: string): number {
  return Math.ceil(text.length / 3);
}
