import { describe, expect, test } from 'vitest';
import type { FitRules, PlaybookContent } from '../../../src/features/playbook/index.ts';
import { playbook as sample } from '../../../src/simulator/world/playbook.ts';
import type { View } from '../../../src/slack/gesture.ts';
import { edited, without } from '../../../src/slack/listeners/playbook-content.ts';
import { playbookModal, sections } from '../../../src/slack/views/playbook.ts';
import { playbookFormModal } from '../../../src/slack/views/playbook-forms.ts';
import { fitGroups, fitLines, withFitLines } from '../../../src/slack/views/playbook-lines.ts';
import { typedInto } from '../listeners/hands.ts';
import { expectGoodView, pressable, read } from './looks.ts';
import { hostile, hugePlaybook } from './samples.ts';

const as = (content: PlaybookContent) => ({ version: 3, content, updatedBy: 'U0MANAGER1', updatedAt: 0 });
const content = sample as PlaybookContent;

const empty: PlaybookContent = {
  company: '',
  whatWeSell: '',
  pains: [],
  proof: [],
  voice: { tone: '', signOff: 'Best', avoid: [] },
  objections: [],
  fit: { titles: [], industries: [], countries: [], sizes: [], disqualifiers: [] },
};

const targets = (of: PlaybookContent) => [
  { section: 'about' as const, key: '' },
  ...of.pains.slice(0, 2).map((one) => ({ section: 'pains' as const, key: one.key })),
  ...of.proof.slice(0, 2).map((one) => ({ section: 'proof' as const, key: one.key })),
  ...of.objections.slice(0, 2).map((one) => ({ section: 'objections' as const, key: one.key })),
  ...fitGroups.map((key) => ({ section: 'fit' as const, key })),
];

describe.each([
  ['the sample playbook', content],
  ['an empty one', empty],
  ['the largest there can be', hugePlaybook(hostile.long)],
  ['one of mentions', hugePlaybook(hostile.channel.repeat(30))],
])('%s', (_, playbook) => {
  test.each(sections)('holds at %s, for readers and editors', (section) => {
    for (const mayEdit of [true, false]) {
      const view = playbookModal({
        playbook: as(playbook),
        section,
        mayEdit,
        changed: 'changed today',
        note: 'Saved.',
      });
      expectGoodView(view);
      expect(pressable(view.blocks).includes('playbook.edit')).toBe(mayEdit);
    }
  });

  test('holds in every form', () => {
    for (const target of targets(playbook)) expectGoodView(playbookFormModal(as(playbook), target));
    for (const section of ['pains', 'proof', 'objections'] as const)
      expectGoodView(playbookFormModal(as(playbook), { section, key: '' }));
  });
});

/** The playbook as it comes out of a form that nobody typed into. */
function untouched(playbook: PlaybookContent): PlaybookContent {
  let now = playbook;
  for (const target of targets(playbook)) {
    const form: View = playbookFormModal(as(now), target);
    now = edited(now, target, typedInto(form));
  }
  return now;
}

test('a form that is saved as it was opened changes nothing', () => {
  expect(untouched(content)).toEqual(content);
});

test('nothing is cut when a very large playbook is saved as it was opened', () => {
  const words = 'a phrase of words '.repeat(60).trim();
  const huge = hugePlaybook(words);
  const trimmed = JSON.parse(JSON.stringify(huge), (_, value) => (typeof value === 'string' ? value.trim() : value));
  expect(untouched(trimmed)).toEqual(trimmed);
});

test('a new item gets a key that nothing else has', () => {
  const form = playbookFormModal(as(content), { section: 'pains', key: '' });
  const values = typedInto(form, {
    name: content.pains[0]?.key.replaceAll('_', ' ') ?? '',
    description: 'x',
    question: 'y?',
  });
  const keys = edited(content, { section: 'pains', key: '' }, values).pains.map((one) => one.key);
  expect(keys).toHaveLength(content.pains.length + 1);
  expect(new Set(keys).size).toBe(keys.length);
  const strange = edited(content, { section: 'pains', key: '' }, typedInto(form, { name: '請求書が遅い' }));
  expect(strange.pains.at(-1)?.key).toMatch(/^[a-z0-9_-]{1,60}$/);
});

test('with a pain goes what pointed to it', () => {
  const after = without(content, { section: 'pains', key: 'late_invoices' });
  expect(after.pains.map((one) => one.key)).not.toContain('late_invoices');
  expect(after.proof.flatMap((one) => one.painKeys)).not.toContain('late_invoices');
  expect(after.proof).toHaveLength(content.proof.length);
});

describe('fit rules as lines', () => {
  const fit: FitRules = content.fit;

  test('read back as they were written, commas inside of words too', () => {
    for (const group of fitGroups) expect(withFitLines(fit, group, fitLines(fit, group))).toEqual(fit);
  });

  test.each([
    ['titles', 'billing'],
    ['titles', 'billing | many | Knows it'],
    ['titles', 'billing | +30'],
    ['titles', ' | +30 | No words'],
    ['sizes', '400-80 | +20 | Turned round'],
    ['sizes', 'many | +20 | No range'],
    ['disqualifiers', 'student'],
  ] as const)('%s: “%s” is refused with the rule’s number', (group, line) => {
    const good = fitLines(fit, group)[0] ?? '';
    expect(() => withFitLines(fit, group, [good, line])).toThrow(/Rule 2: /);
  });

  test('points may be typed with or without a sign', () => {
    const { titles } = withFitLines(fit, 'titles', ['a | 5 | x', 'b | +5 | x', 'c | -5 | x', 'd | −5 | x']);
    expect(titles.map((one) => one.points)).toEqual([5, 5, -5, -5]);
  });
});

test('a reader sees that a manager or an admin changes it', () => {
  const view = playbookModal({ playbook: as(content), section: 'proof', mayEdit: false });
  expect(read(view.blocks)).toContain('A manager or an admin changes it');
  expect(read(view.blocks)).toContain('checked 2 Oct 2026');
});
