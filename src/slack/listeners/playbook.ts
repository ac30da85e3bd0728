import type { Member } from '../../features/access/index.ts';
import type { Playbook, PlaybookContent } from '../../features/playbook/index.ts';
import { type AppError, Denied, InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput, View } from '../gesture.ts';
import { inline, timeFor } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { type PlaybookSection, playbookModal, playbookStateSchema, sections } from '../views/playbook.ts';
import {
  itemName,
  PLAYBOOK_VIEW,
  type PlaybookTarget,
  playbookEditSchema,
  playbookFormModal,
} from '../views/playbook-forms.ts';
import { fitGroups } from '../views/playbook-lines.ts';
import { edited, without } from './playbook-content.ts';

const mayEdit = ({ role }: Member): boolean => role === 'manager' || role === 'admin';

/** The playbook as it stands, at one of its sections. */
export async function playbookView(
  member: Member,
  features: Features,
  at: { section: PlaybookSection; note?: string } = { section: 'about' },
): Promise<View> {
  const playbook = await features.playbook.current();
  const editor = playbook.updatedBy ? await features.access.member(playbook.updatedBy) : undefined;
  const by = editor ? ` by ${inline(editor.name, 60)}` : '';
  const changed = `changed ${timeFor(playbook.updatedAt, member, features.clock.now())}${by}`;
  return playbookModal({ playbook, mayEdit: mayEdit(member), changed, ...at });
}

function targetOf(value: string): PlaybookTarget {
  const [name = '', key = ''] = value.split(':', 2);
  const section = sections.find((one) => one === name);
  const isKnown = section && (section !== 'fit' || fitGroups.some((one) => one === key));
  if (!section || !isKnown) throw new InvalidInput('This is from an older version. /playbook opens the present one.');
  return { section, key };
}

function assertEditor(member: Member): void {
  if (!mayEdit(member)) throw new Denied('The playbook is changed by a manager or an admin.');
}

async function edit(input: ActionInput, features: Features): Promise<Reply> {
  assertEditor(input.member);
  const target = targetOf(input.value);
  const playbook = await features.playbook.current();
  const isGone = target.key !== '' && target.section !== 'fit' && itemName(playbook.content, target) === '';
  if (isGone) {
    const note = ':warning: That entry is not there any more.';
    return { updateView: await playbookView(input.member, features, { section: target.section, note }) };
  }
  return { updateView: playbookFormModal(playbook, target) };
}

/** Kept only when nobody changed it meanwhile; what is wrong is said under the input that it is about. */
async function save(input: SubmissionInput, features: Features): Promise<Reply> {
  const { section, key, version } = unpack(playbookEditSchema, input.privateMetadata);
  assertEditor(input.member);
  const { content } = await features.playbook.current();
  const next = edited(content, { section, key }, input.values);
  await change(input.member, features, { content: next, version });
  return {
    updateView: await playbookView(input.member, features, {
      section,
      note: 'Saved. Drafts follow it from the next one on.',
    }),
  };
}

async function change(
  member: Member,
  features: Features,
  to: { content: PlaybookContent; version: number },
): Promise<Playbook> {
  try {
    return await features.playbook.change(member, to.content, to.version);
  } catch (error) {
    if (!(error instanceof InvalidInput) || !error.field) throw error;
    // "pains.2.signs.3" is about the input "signs".
    const names = error.field.split('.').filter((part) => !/^\d+$/.test(part));
    const words = (error as AppError).forUser.replace(error.field, 'this');
    throw new InvalidInput(words, names.at(-1), error);
  }
}

async function remove(input: ActionInput, features: Features): Promise<Reply> {
  assertEditor(input.member);
  const [name = '', key = '', version = ''] = input.value.split(':', 3);
  const target = targetOf(`${name}:${key}`);
  const { content } = await features.playbook.current();
  await change(input.member, features, { content: without(content, target), version: Number(version) });
  return { updateView: await playbookView(input.member, features, { section: target.section, note: 'Removed.' }) };
}

export const playbookActions: Action[] = [
  {
    id: 'playbook.section',
    async run({ member, value }, features) {
      return {
        updateView: await playbookView(member, features, {
          section: targetOf(value === 'fit' ? 'fit:titles' : value).section,
        }),
      };
    },
  },
  { id: 'playbook.edit', run: edit },
  { id: 'playbook.remove', run: remove },
  {
    id: 'playbook.back',
    async run({ member, view }, features) {
      const { section } = unpack(playbookStateSchema, view?.privateMetadata ?? '');
      return { updateView: await playbookView(member, features, { section }) };
    },
  },
];

export const playbookSubmissions: Submission[] = [{ callbackId: PLAYBOOK_VIEW, run: save }];
