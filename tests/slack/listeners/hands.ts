import { expect } from 'vitest';
import type { Member } from '../../../src/features/access/index.ts';
import { InvalidInput } from '../../../src/kernel/errors.ts';
import type { Features } from '../../../src/slack/features.ts';
import type { ActionInput, Block, Card, Reply, View, ViewValues } from '../../../src/slack/gesture.ts';
import { listeners } from '../../../src/slack/listeners/index.ts';
import { rep } from '../../support/people.ts';
import { expectGoodCard, expectGoodView } from '../views/looks.ts';

type Json = Record<string, unknown>;

const { actions: allActions, submissions: allSubmissions } = listeners;

type Typed = Record<string, string | string[]>;

const optionValues = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => (one as Json | undefined)?.value as string);

/** What an element holds before anybody touches it. */
function initially(element: Json): string[] {
  const single = [element.initial_value, element.initial_date, element.initial_user, element.initial_date_time];
  const known = single.find((one) => one !== undefined);
  if (known !== undefined) return [String(known)];
  if (element.initial_option) return optionValues(element.initial_option);
  return element.initial_options ? optionValues(element.initial_options) : [];
}

function elementsOf(block: Block): Json[] {
  const one = block as Json;
  return [one.element, one.accessory, ...((one.elements as unknown[]) ?? [])].filter(
    (each): each is Json => typeof each === 'object' && each !== null && 'action_id' in each,
  );
}

/** A view's values as Slack would hand them over: what stood in it, and what was typed. */
export function typedInto(view: View, typed: Typed = {}): ViewValues {
  const ids = view.blocks.flatMap(elementsOf).map((one) => String(one.action_id));
  const held = new Map(view.blocks.flatMap(elementsOf).map((one) => [String(one.action_id), initially(one)]));
  for (const [id, value] of Object.entries(typed)) {
    expect(ids).toContain(id);
    held.set(id, [value].flat());
  }
  return { text: (id) => held.get(id)?.[0] ?? '', list: (id) => held.get(id) ?? [] };
}

/** Every view and card of an answer holds Slack's limits, is inert and shows no ids. */
export function expectGoodReply(reply: Reply): Reply {
  for (const view of [reply.openModal, reply.updateView]) if (view && typeof view === 'object') expectGoodView(view);
  for (const card of [reply.say, reply.dm, reply.replaceCard]) if (card) expectGoodCard(card);
  return reply;
}

let presses = 0;

/** A person's hands on these features: presses, submits, as the wrapper would hand it on. */
export function hands(features: Features, member: Member = rep) {
  const base = () => {
    presses += 1;
    return { member, onceKey: `press:${presses}` };
  };

  return {
    async press(id: string, value = '', on: { view?: View; typed?: Typed; home?: boolean } = {}): Promise<Reply> {
      const action = allActions.find((one) => one.id === id.split('#')[0]);
      if (!action) throw new Error(`no action ${id}`);
      const { view, typed, home } = on;
      const values = view ? typedInto(view, typed) : undefined;
      const input: ActionInput = {
        ...base(),
        value,
        values: [value],
        ...(values ? { inputs: values } : {}),
        ...(home
          ? { view: { id: 'V0', callbackId: '', privateMetadata: '', values: { text: () => '', list: () => [] } } }
          : {}),
        ...(view && values
          ? {
              view: {
                id: 'V1',
                callbackId: view.callback_id ?? '',
                privateMetadata: view.private_metadata ?? '',
                values,
              },
            }
          : {}),
        ...(view || home ? {} : { channelId: 'D0', messageTs: '1.1' }),
      };
      return expectGoodReply(await action.run(input, features));
    },

    async submit(view: View, typed: Typed = {}, files: Record<string, string> = {}): Promise<Reply> {
      const submission = allSubmissions.find((one) => one.callbackId === view.callback_id);
      if (!submission) throw new Error(`no submission ${view.callback_id}`);
      return expectGoodReply(
        await submission.run(
          {
            ...base(),
            viewId: `V${presses}`,
            privateMetadata: view.private_metadata ?? '',
            values: typedInto(view, typed),
            async file(id) {
              const content = new TextEncoder().encode(files[id] ?? '');
              return {
                name: `${id}.csv`,
                content: (async function* () {
                  yield content;
                })(),
              };
            },
          },
          features,
        ),
      );
    },
  };
}

/** The view that an answer shows. */
export function viewOf(reply: Reply): View {
  const view = typeof reply.updateView === 'object' ? reply.updateView : reply.openModal;
  if (!view) throw new Error('this answer shows no view');
  return view;
}

/** The value of the button, option or box with this id. */
export function valueOn(place: View | Card | undefined, id: string, contains = ''): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const one = value as Json;
      if (one.action_id === id) {
        if (typeof one.value === 'string') found.push(one.value);
        for (const option of (one.options as Json[]) ?? []) found.push(String(option.value));
      }
      Object.values(one).forEach(walk);
    }
  };
  walk(place?.blocks);
  const value = found.find((one) => one.includes(contains));
  if (value === undefined) throw new Error(`no ${id} with ${contains} here`);
  return value;
}

/** The field that an InvalidInput names, with its words. */
export async function refused(work: Promise<unknown>): Promise<{ field?: string; words: string }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof InvalidInput) return { field: error.field, words: error.forUser };
    throw error;
  }
  throw new Error('this was taken');
}
