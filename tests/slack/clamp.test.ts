import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clampBlocks, clampCard, clampView, shorten } from '../../src/slack/clamp.ts';
import type { Block } from '../../src/slack/gesture.ts';
import {
  actions,
  button,
  context,
  header,
  input,
  plainSection,
  section,
  select,
} from '../../src/slack/views/blocks.ts';

const long = '💸 word <!channel> '.repeat(600);

/** The longest text of each place in blocks, found by walking. */
function lengths(value: unknown, path = '', out = new Map<string, number>()): Map<string, number> {
  if (typeof value === 'string') out.set(path, Math.max(out.get(path) ?? 0, value.length));
  else if (Array.isArray(value)) for (const one of value) lengths(one, path, out);
  else if (value && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) lengths(one, `${path}.${key}`, out);
  return out;
}

test('a long value is cut at Slack’s limit everywhere', () => {
  const options = Array.from({ length: 130 }, (_, i) => ({ text: long, value: `v${i}`, description: long }));
  const confirm = { title: long, text: long, yes: long, no: long };
  const found = lengths(
    clampBlocks([
      section(long, button(long, 'a.b', { value: long, confirm })),
      { type: 'section', fields: Array.from({ length: 14 }, () => ({ type: 'mrkdwn', text: long })) },
      header(long),
      context(...Array.from({ length: 12 }, () => long)),
      actions(select('a.c', long, options)),
      input(
        'block',
        long,
        {
          type: 'plain_text_input',
          action_id: 'x',
          initial_value: long,
          placeholder: { type: 'plain_text', text: long },
        },
        { hint: long },
      ),
      {
        type: 'image',
        image_url: 'https://example.com/a.png',
        alt_text: long,
        title: { type: 'plain_text', text: long },
      },
    ]),
  );
  const limit = (path: string) => found.get(path) ?? 0;
  expect(limit('.text.text')).toBeLessThanOrEqual(3000);
  expect(limit('.fields.text')).toBeLessThanOrEqual(2000);
  expect(limit('.accessory.text.text')).toBeLessThanOrEqual(75);
  expect(limit('.accessory.value')).toBeLessThanOrEqual(2000);
  expect(limit('.accessory.confirm.title.text')).toBeLessThanOrEqual(100);
  expect(limit('.accessory.confirm.text.text')).toBeLessThanOrEqual(300);
  expect(limit('.accessory.confirm.confirm.text')).toBeLessThanOrEqual(30);
  expect(limit('.elements.options.text.text')).toBeLessThanOrEqual(75);
  expect(limit('.elements.options.description.text')).toBeLessThanOrEqual(75);
  expect(limit('.element.placeholder.text')).toBeLessThanOrEqual(150);
  expect(limit('.element.initial_value')).toBeLessThanOrEqual(3000);
  expect(limit('.label.text')).toBeLessThanOrEqual(2000);
  expect(limit('.alt_text')).toBeLessThanOrEqual(2000);
});

test('too many of anything are left out, and left-out blocks are counted', () => {
  const many = clampBlocks(Array.from({ length: 80 }, (_, i) => plainSection(`${i}`)));
  expect(many).toHaveLength(50);
  expect(JSON.stringify(many.at(-1))).toContain('31 more are not shown here');
  const [row] = clampBlocks([actions(...Array.from({ length: 40 }, (_, i) => button(`${i}`, `a.b#${i}`)))]);
  expect(row?.elements).toHaveLength(25);
  expect(
    clampView({
      type: 'modal',
      title: { type: 'plain_text', text: long },
      blocks: Array.from({ length: 150 }, () => plainSection('x')),
    }).blocks,
  ).toHaveLength(100);
});

test('Slack’s refusals of nothing: empty texts become a dash, empty blocks go', () => {
  expect(
    clampBlocks([plainSection(''), { type: 'section' }, { type: 'actions', elements: [] }, section('  ')]),
  ).toEqual([plainSection('–'), section('–')]);
  expect(clampCard({ text: '' }).text).toBe('–');
});

test('a modal’s titles and buttons hold 24 characters', () => {
  const text = { type: 'plain_text' as const, text: long };
  const view = clampView({ type: 'modal', title: text, submit: text, close: text, blocks: [] });
  for (const one of [view.title, view.submit, view.close]) expect(one?.text.length).toBeLessThanOrEqual(24);
});

test('any text is cut within its limit and stays whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (text, max) => {
      const cut = shorten(text, max);
      expect(cut.length).toBeLessThanOrEqual(Math.max(1, max));
      expect(() => encodeURIComponent(cut)).not.toThrow();
    }),
  );
});

test('blocks that are fine come out as they went in', () => {
  const blocks: Block[] = [
    header('Today'),
    section('*a*', button('Go', 'a.b', { value: '1', style: 'primary' })),
    context('x', 'y'),
  ];
  expect(clampBlocks(blocks)).toEqual(blocks);
});
