import { z } from 'zod';
import type { Objection, Playbook, PlaybookContent, PlaybookPain, Proof } from '../../features/playbook/index.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, type Element, input, option, plain } from './blocks.ts';
import { bare, modal, type TextMore, textField } from './parts.ts';
import { pack } from './parts-state.ts';
import { sections } from './playbook.ts';
import { type FitGroup, fitHints, fitLines, fitNames, linesInputs } from './playbook-lines.ts';

export const PLAYBOOK_VIEW = 'playbook.save';

export const playbookEditSchema = z.object({ section: z.enum(sections), key: z.string(), version: z.number() });
export type PlaybookTarget = Omit<z.infer<typeof playbookEditSchema>, 'version'>;

/** What is edited: a section, or one item of it by its key ('' for a new one). */
export function playbookFormModal(playbook: Playbook, target: PlaybookTarget): View {
  const { section, key } = target;
  const { title, blocks } = forms[section](playbook.content, key);
  const mayRemove = key !== '' && section !== 'fit';
  return modal({
    callbackId: PLAYBOOK_VIEW,
    title,
    submit: 'Save',
    state: pack({ ...target, version: playbook.version }),
    blocks: [
      ...blocks,
      actions(button('Back', 'playbook.back'), mayRemove ? removeButton(target, playbook) : undefined),
    ],
  });
}

function removeButton({ section, key }: PlaybookTarget, { content, version }: Playbook): Element {
  const name = bare(itemName(content, { section, key }));
  return button('Remove', 'playbook.remove', {
    value: `${section}:${key}:${version}`,
    style: 'danger',
    confirm: {
      title: 'Remove this',
      text: `“${name}” leaves the playbook. Drafts that rest on it have to be approved again.`,
      yes: 'Remove',
    },
  });
}

export function itemName(content: PlaybookContent, { section, key }: PlaybookTarget): string {
  if (section === 'pains') return content.pains.find((one) => one.key === key)?.name ?? '';
  if (section === 'proof') return content.proof.find((one) => one.key === key)?.customer ?? '';
  if (section === 'objections') return content.objections.find((one) => one.key === key)?.name ?? '';
  return '';
}

interface Form {
  title: string;
  blocks: Block[];
}

type FieldMore = TextMore & { hint?: string };

const line = (id: string, label: string, { hint, ...more }: FieldMore): Block =>
  input(id, label, textField(id, more), { hint });

const text = (id: string, label: string, more: FieldMore): Block => line(id, label, { ...more, multiline: true });

const SIGNS = 'Words by which it is recognised in notes and answers, one a line.';

const forms: Record<PlaybookTarget['section'], (content: PlaybookContent, key: string) => Form> = {
  about: ({ company, whatWeSell, voice }) => ({
    title: 'What we sell',
    blocks: [
      line('company', 'Our company', { initial: company, max: 120 }),
      text('whatWeSell', 'What we sell', {
        initial: whatWeSell,
        max: 1_000,
        hint: 'Plain sentences. Drafts may state what stands here.',
      }),
      input('tone', 'Voice', textField('tone', { initial: voice.tone, max: 300, multiline: true }), { optional: true }),
      line('signOff', 'Signs off with', { initial: voice.signOff, max: 60 }),
      ...linesInputs('avoid', 'Never says', { lines: voice.avoid, hint: 'One phrase a line.' }),
    ],
  }),

  pains: (content, key) => painForm(content.pains.find((one) => one.key === key)),
  proof: (content, key) =>
    proofForm(
      content,
      content.proof.find((one) => one.key === key),
    ),
  objections: (content, key) => objectionForm(content.objections.find((one) => one.key === key)),

  fit: ({ fit }, key) => {
    const group = key as FitGroup;
    return {
      title: 'Fit rules',
      blocks: linesInputs('lines', fitNames[group], { lines: fitLines(fit, group), hint: fitHints[group] }),
    };
  },
};

function painForm(pain: PlaybookPain | undefined): Form {
  return {
    title: pain ? 'Edit a pain' : 'Add a pain',
    blocks: [
      line('name', 'Pain', { initial: pain?.name, max: 120, hint: 'As a customer would say it.' }),
      text('description', 'What it means', { initial: pain?.description, max: 600 }),
      line('question', 'An open question about it', { initial: pain?.question, max: 300 }),
      ...linesInputs('signs', 'Signs', { lines: pain?.signs ?? [], hint: SIGNS }),
    ],
  };
}

function proofForm({ pains }: PlaybookContent, proof: Proof | undefined): Form {
  return {
    title: proof ? 'Edit a proof' : 'Add a proof',
    blocks: [
      line('customer', 'Customer', { initial: proof?.customer, max: 120 }),
      text('claim', 'What may be said', {
        initial: proof?.claim,
        max: 400,
        hint: 'One sentence that may be quoted as it stands.',
      }),
      line('source', 'Where it is from', { initial: proof?.source, max: 300 }),
      input('checkedAt', 'Last checked', {
        type: 'datepicker',
        action_id: 'checkedAt',
        ...(proof ? { initial_date: proof.checkedAt } : {}),
      }),
      ...painSelect(pains, proof),
    ],
  };
}

function painSelect(pains: PlaybookPain[], proof: Proof | undefined): Block[] {
  if (pains.length === 0) return [];
  const options = pains.map((one) => option({ value: one.key, text: bare(one.name, 70) }));
  const chosen = options.filter((one) => proof?.painKeys.includes(one.value));
  const element = {
    type: 'multi_static_select',
    action_id: 'painKeys',
    placeholder: plain('Choose'),
    options,
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  };
  return [input('painKeys', 'For which pains', element, { optional: true })];
}

function objectionForm(objection: Objection | undefined): Form {
  return {
    title: objection ? 'Edit an objection' : 'Add an objection',
    blocks: [
      line('name', 'Objection', { initial: objection?.name, max: 120 }),
      ...linesInputs('answers', 'Answers', {
        lines: objection?.answers ?? [],
        hint: 'One answer a line, the best first, at most ten.',
      }),
      ...linesInputs('signs', 'Signs', { lines: objection?.signs ?? [], hint: SIGNS }),
    ],
  };
}
