import type { ActResult, Block, PageAct } from '../page-api.ts';
import { messagePayload } from './args.ts';
import { problemsOf, problemsOfView } from './block-rules.ts';
import { elementsOf, formErrors, withIds } from './elements.ts';
import { mimeOf } from './file-methods.ts';
import type { Hub } from './hub.ts';
import type { Channel, Message, StateValues, StoredView, ViewJson } from './state.ts';

type Json = Record<string, unknown>;

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Typed text as Slack sends it: escaped, with mentions of people it knows as `<@U…>`. */
function typed(hub: Hub, text: string): string {
  return escaped(text).replace(/@([\w.-]+)/g, (whole, name: string) => {
    const person = [...hub.state.people.values()].find((one) => one.name === name);
    return person ? `<@${person.id}>` : whole;
  });
}

/** What people do in the page, brought to the app as Slack does it. */
export function createActs(hub: Hub, options: { turn(to: number): Promise<void> }) {
  const { state, identity, manifest, delivery } = hub;

  const person = (userId: string) => state.people.get(userId);
  const userPayload = (userId: string) => ({
    id: userId,
    username: person(userId)?.name ?? '',
    name: person(userId)?.name ?? '',
    team_id: person(userId)?.teamId ?? identity.teamId,
  });
  const team = { id: identity.teamId, domain: 'simulator' };

  function mine(userId: string, channelId: string): Channel {
    const channel = state.channel(channelId);
    if (!channel.memberIds.includes(userId)) throw new Error('not a member of this channel');
    return channel;
  }

  async function post(
    userId: string,
    act: { channelId: string; text: string; threadTs?: string; fileIds?: string[] },
  ): Promise<Message> {
    mine(userId, act.channelId);
    const message = state.addMessage({
      channelId: act.channelId,
      userId,
      text: typed(hub, act.text),
      blocks: [],
      fileIds: act.fileIds ?? [],
      threadTs: act.threadTs,
    });
    hub.showMessage(message);
    await hub.tellMessage(message);
    return message;
  }

  function sayPrivately(
    userId: string,
    channelId: string,
    text: string,
    blocks: Block[] = [],
    threadTs?: string,
  ): void {
    hub.showMessage(
      state.addMessage({
        channelId,
        userId: identity.botUserId,
        botId: identity.botId,
        text,
        blocks: withIds(blocks, () => state.nextId('b')),
        fileIds: [],
        onlyFor: userId,
        threadTs,
      }),
    );
  }

  async function command(
    userId: string,
    act: { channelId: string; command: string; text: string; threadTs?: string },
  ): Promise<ActResult> {
    const channel = mine(userId, act.channelId);
    const known = manifest.commands.find((one) => one.command === act.command);
    if (!known) return { ok: false, error: `${act.command} is not a valid command.` };
    const answer = await delivery.send('slash_commands', {
      token: 'simulator',
      team_id: person(userId)?.teamId ?? identity.teamId,
      team_domain: 'simulator',
      channel_id: channel.id,
      channel_name: channel.kind === 'im' ? 'directmessage' : channel.name,
      user_id: userId,
      user_name: person(userId)?.name ?? '',
      command: act.command,
      text: known.shouldEscape ? typed(hub, act.text) : escaped(act.text),
      api_app_id: identity.appId,
      is_enterprise_install: 'false',
      response_url: hub.responseUrl({ userId, channelId: channel.id, isEphemeral: true }),
      trigger_id: hub.trigger(userId),
      ...(act.threadTs ? { thread_ts: act.threadTs } : {}),
    });
    if (!answer.acked)
      return { ok: false, error: `${act.command} failed because the app did not respond. (operation_timeout)` };
    const words = typeof answer.body?.text === 'string' ? answer.body.text : '';
    if (words || answer.body?.blocks)
      sayPrivately(userId, channel.id, words, (answer.body?.blocks as Block[] | undefined) ?? []);
    return { ok: true };
  }

  function remember(values: StateValues, at: { blockId: string; actionId: string }, value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    values[at.blockId] = { ...values[at.blockId], [at.actionId]: value };
  }

  const valueless = new Set(['button', 'overflow']);

  async function blockAction(
    userId: string,
    act: {
      from: { channelId: string; ts: string } | { viewId: string };
      blockId: string;
      actionId: string;
      value?: unknown;
      state?: StateValues;
    },
  ): Promise<ActResult> {
    const view = 'viewId' in act.from ? state.view(act.from.viewId) : undefined;
    const message = 'ts' in act.from ? state.message(act.from.channelId, act.from.ts) : undefined;
    if (view && view.userId !== userId) return { ok: false, error: 'This view belongs to somebody else.' };
    if (message?.onlyFor && message.onlyFor !== userId)
      return { ok: false, error: 'This message is not there any more.' };
    const blocks = view?.json.blocks ?? message?.blocks;
    const found = elementsOf(blocks ?? []).find(
      ({ block, element }) => element.action_id === act.actionId && (!act.blockId || block.block_id === act.blockId),
    );
    if (!found) return { ok: false, error: 'This button is not there any more.' };
    const { block, element } = found;
    const type = String(element.type);
    const blockId = String(block.block_id);
    const values = view?.values ?? message?.values;
    // What was typed elsewhere in the form goes along, as in Slack.
    for (const one of values && act.state ? elementsOf(blocks ?? []) : []) {
      const at = { blockId: String(one.block.block_id), actionId: String(one.element.action_id) };
      if (values) remember(values, at, act.state?.[at.blockId]?.[at.actionId]);
    }
    if (values && !valueless.has(type)) remember(values, { blockId, actionId: act.actionId }, act.value);
    const given = (act.value ?? {}) as Json;
    const action = {
      type,
      action_id: act.actionId,
      block_id: blockId,
      action_ts: state.nextTs(),
      ...(type === 'button' ? { value: element.value, text: element.text, style: element.style } : {}),
      ...Object.fromEntries(Object.entries(given).filter(([key]) => key !== 'type')),
    };
    const answer = await delivery.send('interactive', {
      type: 'block_actions',
      user: userPayload(userId),
      team,
      api_app_id: identity.appId,
      token: 'simulator',
      trigger_id: hub.trigger(userId),
      enterprise: null,
      is_enterprise_install: false,
      actions: [action],
      ...(view ? viewContainer(view) : message ? messageContainer(userId, message) : {}),
    });
    return answer.acked
      ? { ok: true }
      : { ok: false, error: 'The app did not respond to this button. (operation_timeout)' };
  }

  function viewContainer(view: StoredView): Json {
    return {
      container: { type: 'view', view_id: view.id },
      view: hub.viewPayload(view),
      state: { values: view.values },
    };
  }

  function messageContainer(userId: string, message: Message): Json {
    const isEphemeral = message.onlyFor !== undefined;
    const channel = state.channel(message.channelId);
    return {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channelId,
        is_ephemeral: isEphemeral,
        ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      },
      channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
      message: messagePayload(hub, message),
      state: { values: message.values },
      response_url: hub.responseUrl({ userId, channelId: message.channelId, ts: message.ts, isEphemeral }),
    };
  }

  async function submit(userId: string, act: { viewId: string; state: StateValues }): Promise<ActResult> {
    const view = state.modals.get(userId)?.find((one) => one.id === act.viewId);
    if (!view) return { ok: false, error: 'This form is not open any more.' };
    for (const { block, element } of elementsOf(view.json.blocks)) {
      const given = act.state[String(block.block_id)]?.[String(element.action_id)];
      if (given !== undefined)
        remember(view.values, { blockId: String(block.block_id), actionId: String(element.action_id) }, given);
    }
    const missing = formErrors(view.json.blocks, view.values);
    if (Object.keys(missing).length > 0) return showErrors(view, missing);
    const answer = await delivery.send('interactive', {
      type: 'view_submission',
      team,
      user: userPayload(userId),
      api_app_id: identity.appId,
      token: 'simulator',
      trigger_id: hub.trigger(userId),
      view: hub.viewPayload(view),
      response_urls: [],
      is_enterprise_install: false,
      enterprise: null,
    });
    if (!answer.acked) return { ok: false, error: 'We had some trouble connecting. Try again?' };
    return applyResponse(view, answer.body);
  }

  function showErrors(view: StoredView, errors: Record<string, string>): ActResult {
    view.errors = errors;
    hub.showModal(view.userId);
    return { ok: true };
  }

  function applyResponse(view: StoredView, body: Json | undefined): ActResult {
    const { userId } = view;
    const stack = state.modals.get(userId) ?? [];
    const action = body?.response_action;
    if (action === 'errors') return showErrors(view, body?.errors as Record<string, string>);
    if (action === 'update' || action === 'push') {
      const problems = problemsOfView(body?.view);
      if (problems.length > 0 || (action === 'push' && stack.length >= 3))
        return { ok: false, error: `We had some trouble connecting. (${problems[0] ?? 'push_limit_reached'})` };
      if (action === 'update') hub.storeView(userId, body?.view as ViewJson, view);
      else state.modals.set(userId, [...stack, hub.storeView(userId, body?.view as ViewJson)]);
    } else if (action === 'clear') {
      state.modals.set(userId, []);
    } else {
      state.modals.set(
        userId,
        stack.filter((one) => one !== view),
      );
    }
    hub.showModal(userId);
    return { ok: true };
  }

  async function close(userId: string, act: { viewId: string; clear?: boolean }): Promise<ActResult> {
    const stack = state.modals.get(userId) ?? [];
    const closing = act.clear ? stack : stack.filter((one) => one.id === act.viewId);
    state.modals.set(
      userId,
      stack.filter((one) => !closing.includes(one)),
    );
    hub.showModal(userId);
    for (const view of closing.filter((one) => one.json.notify_on_close)) {
      await delivery.send('interactive', {
        type: 'view_closed',
        team,
        user: userPayload(userId),
        api_app_id: identity.appId,
        token: 'simulator',
        view: hub.viewPayload(view),
        is_cleared: act.clear === true,
      });
    }
    return { ok: true };
  }

  async function suggestions(
    userId: string,
    act: { viewId: string; blockId: string; actionId: string; query: string },
  ): Promise<ActResult> {
    const view = state.view(act.viewId);
    const answer = await delivery.send('interactive', {
      type: 'block_suggestion',
      user: userPayload(userId),
      team,
      api_app_id: identity.appId,
      token: 'simulator',
      action_id: act.actionId,
      block_id: act.blockId,
      value: escaped(act.query),
      container: { type: 'view', view_id: act.viewId },
      ...(view ? { view: hub.viewPayload(view) } : {}),
    });
    const options = ((answer.body?.options as Json[] | undefined) ?? []).map((one) => ({
      text: String((one.text as Json | undefined)?.text ?? ''),
      value: String(one.value),
      description: (one.description as Json | undefined)?.text as string | undefined,
    }));
    return answer.acked
      ? { ok: true, options }
      : { ok: false, error: 'The app did not respond. (operation_timeout)', options: [] };
  }

  async function shortcut(
    userId: string,
    act: { callbackId: string; channelId: string; ts: string },
  ): Promise<ActResult> {
    const message = state.message(act.channelId, act.ts);
    if (!message) return { ok: false, error: 'This message is not there any more.' };
    const channel = mine(userId, act.channelId);
    const answer = await delivery.send('interactive', {
      type: 'message_action',
      callback_id: act.callbackId,
      trigger_id: hub.trigger(userId),
      message_ts: message.ts,
      response_url: hub.responseUrl({ userId, channelId: channel.id, isEphemeral: true }),
      message: messagePayload(hub, message),
      channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
      user: userPayload(userId),
      team,
      api_app_id: identity.appId,
      token: 'simulator',
      is_enterprise_install: false,
      enterprise: null,
    });
    return answer.acked ? { ok: true } : { ok: false, error: 'The app did not respond. (operation_timeout)' };
  }

  async function openHome(userId: string, tab: 'home' | 'messages'): Promise<ActResult> {
    const dm = state.dmOf(userId, identity.botUserId);
    hub.show({ type: 'channel', channel: hub.pageChannel(dm, userId) }, [userId]);
    if (manifest.events.includes('app_home_opened')) {
      await hub.sendEvent({ type: 'app_home_opened', user: userId, channel: dm.id, tab, event_ts: state.nextTs() });
    }
    return { ok: true };
  }

  async function upload(
    userId: string,
    act: { name: string; mimetype: string; base64: string; channelId?: string; text?: string },
  ): Promise<ActResult> {
    const id = state.nextId('F');
    const file = {
      id,
      name: act.name,
      title: act.name,
      altText: '',
      mimetype: act.mimetype || mimeOf(act.name),
      bytes: Buffer.from(act.base64, 'base64'),
      userId,
      channelIds: act.channelId ? [act.channelId] : [],
      createdAt: hub.clock.now(),
    };
    state.files.set(id, file);
    if (act.channelId) await post(userId, { channelId: act.channelId, text: act.text ?? '', fileIds: [id] });
    return { ok: true, file: hub.pageFile(file) };
  }

  function read(userId: string, act: { channelId: string; ts: string }): ActResult {
    const channel = mine(userId, act.channelId);
    if (act.ts > (channel.lastRead.get(userId) ?? '0')) channel.lastRead.set(userId, act.ts);
    hub.show({ type: 'channel', channel: hub.pageChannel(channel, userId) }, [userId]);
    return { ok: true };
  }

  /** The app's answer to a response_url; Slack takes five within thirty minutes. */
  function respond(id: string, body: Json): { status: number; body: Json } {
    const target = hub.responseUrls.get(id);
    if (!target || target.uses >= 5 || hub.clock.now() - target.madeAt > 30 * 60_000)
      return { status: 404, body: { ok: false, error: 'used_url' } };
    target.uses += 1;
    const problems = body.blocks ? problemsOf(body.blocks, 'message') : [];
    if (problems.length > 0)
      return { status: 400, body: { ok: false, error: 'invalid_blocks', response_metadata: { messages: problems } } };
    const message = target.ts ? state.message(target.channelId, target.ts) : undefined;
    const blocks = withIds((body.blocks as Block[] | undefined) ?? [], () => state.nextId('b'));
    if (body.delete_original === true && message) {
      const channel = state.channel(target.channelId);
      channel.messages = channel.messages.filter((one) => one !== message);
      hub.show({ type: 'message_deleted', channelId: channel.id, ts: message.ts });
    } else if (message && body.replace_original === true) {
      Object.assign(message, { text: String(body.text ?? ''), blocks, edited: !message.onlyFor });
      hub.showMessage(message);
    } else if (body.response_type === 'in_channel') {
      hub.showMessage(
        state.addMessage({
          channelId: target.channelId,
          userId: identity.botUserId,
          botId: identity.botId,
          text: String(body.text ?? ''),
          blocks,
          fileIds: [],
        }),
      );
    } else {
      sayPrivately(
        target.userId,
        target.channelId,
        String(body.text ?? ''),
        blocks,
        typeof body.thread_ts === 'string' ? body.thread_ts : undefined,
      );
    }
    return { status: 200, body: { ok: true } };
  }

  async function act(userId: string, one: PageAct): Promise<ActResult> {
    switch (one.kind) {
      case 'post':
        await post(userId, one);
        return { ok: true };
      case 'command':
        return command(userId, one);
      case 'block_action':
        return blockAction(userId, one);
      case 'view_submit':
        return submit(userId, one);
      case 'view_close':
        return close(userId, one);
      case 'options':
        return suggestions(userId, one);
      case 'message_shortcut':
        return shortcut(userId, one);
      case 'open_home':
        return openHome(userId, 'home');
      case 'open_app_messages':
        return openHome(userId, 'messages');
      case 'read':
        return read(userId, one);
      case 'upload':
        return upload(userId, one);
      case 'turn_clock':
        await options.turn(one.to);
        return { ok: true };
      default:
        return { ok: false, error: 'unknown act' };
    }
  }

  return { act, post, respond };
}

export type Acts = ReturnType<typeof createActs>;
