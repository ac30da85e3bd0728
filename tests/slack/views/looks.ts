import { expect } from 'vitest';
import { problemsOfBlocks, problemsOfView } from '../../../src/simulator/slack/blocks/surfaces.ts';
import type { Block, Card, View } from '../../../src/slack/gesture.ts';

type Json = Record<string, unknown>;

/** Every text object and rich text element inside, with its kind. */
function texts(value: unknown): { kind: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  const one = value as Json;
  const own = typeof one.text === 'string' && typeof one.type === 'string' ? [{ kind: one.type, text: one.text }] : [];
  return [...own, ...Object.values(one).flatMap(texts)];
}

/** Nothing in it is live: no mention, no channel-wide call, no link that somebody else wrote. */
function expectInert(blocks: Block[], text: string): void {
  const live = [
    ...texts(blocks)
      .filter((one) => one.kind === 'mrkdwn')
      .map((one) => one.text),
    text,
  ];
  // The product's own dates are live on purpose; they hold numbers alone.
  const own = /<!date\^\d+\^[{}\w ]+\|[-\d: UTC]+>/g;
  for (const one of live) expect(one.replace(own, '')).not.toMatch(/<[!@#]|<https?:|<mailto:/);
}

const ids = /\b(?:lead|tch|drf|enr|imp|nud|acc|pain|apr)_[0-9a-z]{6,}/;

/** What a person reads holds no id of ours. */
function expectNoIds(blocks: Block[], text: string): void {
  for (const one of [...texts(blocks).map((each) => each.text), text]) expect(one).not.toMatch(ids);
}

/** Slack would take it as it is, nothing in it is live, no id shows. */
export function expectGoodView(view: View): void {
  expect(problemsOfView(view)).toEqual([]);
  expectInert(view.blocks, view.title?.text ?? '');
  expectNoIds(view.blocks, view.title?.text ?? '');
}

export function expectGoodCard(card: Card): void {
  expect(problemsOfBlocks(card.blocks ?? [])).toEqual([]);
  expect(card.text.trim()).not.toBe('');
  expectInert(card.blocks ?? [], card.text);
  expectNoIds(card.blocks ?? [], card.text);
}

/** All that is read, in order, one text a line. */
export const read = (blocks: Block[] | undefined): string =>
  texts(blocks ?? [])
    .map((one) => one.text)
    .join('\n');

/** The ids of all that can be pressed or chosen. */
export function pressable(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(pressable);
  if (typeof value !== 'object' || value === null) return [];
  const one = value as Json;
  const own = typeof one.action_id === 'string' ? [one.action_id] : [];
  return [...own, ...Object.values(one).flatMap(pressable)];
}
