import type { ActResult, Block } from '../page-api.ts';
import type { Acts } from './acts.ts';
import { elementsOf } from './elements.ts';
import type { Hub } from './hub.ts';
import type { Message, StateValues, StoredView } from './state.ts';

type Json = Record<string, unknown>;

/** A plain string stands for the value in the shape that its element wants. */
function shaped(element: Json, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const type = String(element.type);
  const option = (one: unknown) => {
    const all = (element.options ??
      ((element.option_groups as Json[] | undefined) ?? []).flatMap((group) => group.options)) as Json[];
    return (
      all.find((known) => known.value === one) ?? {
        text: { type: 'plain_text', text: String(one) },
        value: String(one),
      }
    );
  };
  if (type === 'static_select' || type === 'radio_buttons' || type === 'external_select' || type === 'overflow')
    return { type, selected_option: option(value) };
  if (type === 'checkboxes' || type.startsWith('multi_static') || type.startsWith('multi_external'))
    return { type, selected_options: (value as unknown[]).map(option) };
  if (type === 'users_select') return { type, selected_user: value };
  if (type === 'datepicker') return { type, selected_date: value };
  if (type === 'timepicker') return { type, selected_time: value };
  if (type === 'datetimepicker') return { type, selected_date_time: value };
  if (type === 'file_input') return { type, files: (value as string[]).map((id) => ({ id })) };
  return { type, value };
}

/** The workspace without its page: what a person could do and see, for tests and the demo. */
export function createHand(
  hub: Hub,
  acts: Acts,
  extra: {
    failNext(method: string, fault: { error?: string; status?: number; retryAfter?: number; times?: number }): void;
  },
) {
  const { state, identity } = hub;

  const isVisible = (one: Message, userId: string) => !one.onlyFor || one.onlyFor === userId;

  async function settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      quiet = hub.delivery.isBusy() ? 0 : quiet + 1;
    }
  }

  const dmOf = (userId: string): string => state.dmOf(userId, identity.botUserId).id;
  const modalOf = (userId: string): StoredView | undefined => state.modals.get(userId)?.at(-1);

  return {
    dmOf,
    modalOf,
    messages: (channelId: string) => state.channel(channelId).messages.filter((one) => !one.onlyFor),
    ephemeralsOf: (userId: string) =>
      [...state.channels.values()].flatMap((one) => one.messages).filter((one) => one.onlyFor === userId),
    seenBy: (userId: string, channelId: string) =>
      state.channel(channelId).messages.filter((one) => isVisible(one, userId)),
    allMessages: () => [...state.channels.values()].flatMap((one) => one.messages),
    homeOf: (userId: string): StoredView | undefined => state.homes.get(userId),
    file: (id: string) => state.files.get(id),
    post: (userId: string, channelId: string, text: string, threadTs?: string) =>
      acts.post(userId, { channelId, text, threadTs }),
    command: (userId: string, command: string, text = '', channelId = dmOf(userId)): Promise<ActResult> =>
      acts.act(userId, { kind: 'command', channelId, command, text }),
    /** Presses a button or sets a select, by action id (its part before `#` will do). */
    click(
      userId: string,
      where: { channelId: string; ts: string } | { viewId: string },
      actionId: string,
      value?: unknown,
    ): Promise<ActResult> {
      const blocks: Block[] =
        'viewId' in where
          ? (state.view(where.viewId)?.json.blocks ?? [])
          : (state.message(where.channelId, where.ts)?.blocks ?? []);
      const all = elementsOf(blocks);
      const found =
        all.find(({ element }) => element.action_id === actionId) ??
        all.find(({ element }) => String(element.action_id).split('#')[0] === actionId);
      if (!found) return Promise.resolve({ ok: false, error: `there is no ${actionId} here` });
      return acts.act(userId, {
        kind: 'block_action',
        from: where,
        blockId: String(found.block.block_id),
        actionId: String(found.element.action_id),
        value: value === undefined ? undefined : shaped(found.element, value),
      });
    },
    /** Fills in a form by action id and submits it. */
    submit(
      userId: string,
      values: Record<string, unknown> = {},
      viewId = modalOf(userId)?.id ?? '',
    ): Promise<ActResult> {
      const view = state.view(viewId);
      const filled: StateValues = {};
      for (const { block, element } of elementsOf(view?.json.blocks ?? [])) {
        const given = values[String(element.action_id)];
        if (given === undefined) continue;
        const blockId = String(block.block_id);
        filled[blockId] = { ...filled[blockId], [String(element.action_id)]: shaped(element, given) };
      }
      return acts.act(userId, { kind: 'view_submit', viewId, state: filled });
    },
    close: (userId: string) => acts.act(userId, { kind: 'view_close', viewId: modalOf(userId)?.id ?? '' }),
    shortcut: (userId: string, callbackId: string, channelId: string, ts: string) =>
      acts.act(userId, { kind: 'message_shortcut', callbackId, channelId, ts }),
    options: (userId: string, viewId: string, actionId: string, query: string) =>
      acts.act(userId, { kind: 'options', viewId, blockId: '', actionId, query }),
    openHome: (userId: string) => acts.act(userId, { kind: 'open_home' }),
    async upload(userId: string, name: string, content: string | Uint8Array): Promise<string> {
      const result = await acts.act(userId, {
        kind: 'upload',
        name,
        mimetype: '',
        base64: Buffer.from(content).toString('base64'),
      });
      return result.file?.id ?? '';
    },
    /** Slack tells that somebody was deactivated. */
    async deactivate(userId: string): Promise<void> {
      const person = state.people.get(userId);
      if (!person) return;
      person.deleted = true;
      await hub.sendEvent({
        type: 'user_change',
        user: { id: userId, team_id: person.teamId, deleted: true, name: person.name },
        event_ts: state.nextTs(),
      });
    },
    deleteMessage(channelId: string, ts: string): void {
      const channel = state.channel(channelId);
      channel.messages = channel.messages.filter((one) => one.ts !== ts && one.threadTs !== ts);
    },
    redeliverLastEvent: () => hub.redeliverLastEvent(),
    failNext: extra.failNext,
    settled,
    async waitFor<T>(look: () => T | undefined | false, timeoutMs = 5_000): Promise<T> {
      const until = Date.now() + timeoutMs;
      for (;;) {
        const found = look();
        if (found) return found;
        if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

export type Hand = ReturnType<typeof createHand>;
