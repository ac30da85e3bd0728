import type { Where } from '../../src/simulator/slack/hand.ts';

export interface Clicked {
  where: Where;
  text: string;
  raw: string;
}

/** All that is read in blocks, one text a line. */
export function read(blocks: unknown): string {
  const texts = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(texts);
    if (typeof value !== 'object' || value === null) return [];
    const one = value as Record<string, unknown>;
    const own = typeof one.text === 'string' && typeof one.type === 'string' ? [one.text] : [];
    return [...own, ...Object.values(one).flatMap(texts)];
  };
  return texts(blocks).join('\n');
}
