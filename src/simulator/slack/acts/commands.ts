import type { ActResult, Block } from '../../page-api.ts';
import { problemsOfBlocks } from '../blocks/surfaces.ts';
import { isJson, type Json } from '../records.ts';
import { commandText } from '../wire-text.ts';
import { type ActDeps, interaction, mine, seen, TROUBLE, unanswered } from './gestures.ts';

export function createCommandActs(deps: ActDeps) {
  const { store, shapes, identity, manifest, delivery, triggers, posts } = deps;

  /** What the app said in its acknowledgement; by default only the person sees it. */
  function reply(userId: string, channelId: string, body: Json | undefined): ActResult {
    const blocks = Array.isArray(body?.blocks) ? (body.blocks as Block[]) : [];
    const text = typeof body?.text === 'string' ? body.text : '';
    if (!text && blocks.length === 0) return { ok: true };
    const problem = problemsOfBlocks(blocks, { hasFile: (id) => store.files.has(id) })[0];
    if (problem) return { ok: false, error: `The app's answer was refused: invalid_blocks ${problem}` };
    posts.byApp({ channelId, text, blocks, ...(body?.response_type === 'in_channel' ? {} : { onlyFor: userId }) });
    return { ok: true };
  }

  async function command(
    userId: string,
    act: { channelId: string; command: string; text: string; threadTs?: string },
  ): Promise<ActResult> {
    const channel = mine(deps, userId, act.channelId);
    const known = manifest.commands.find((one) => one.command === act.command);
    if (!known)
      return {
        ok: false,
        error: `${act.command} is not a valid command. Please check it, or post it with a space in front.`,
      };
    if (act.threadTs) return { ok: false, error: `${act.command} is not supported in threads. Sorry!` };
    const person = store.people.get(userId);
    const answer = await delivery.send('slash_commands', {
      token: 'simulator',
      team_id: person?.teamId ?? identity.teamId,
      team_domain: identity.teamDomain,
      channel_id: channel.id,
      channel_name: shapes.channelName(channel),
      user_id: userId,
      user_name: person?.name ?? '',
      command: act.command,
      text: commandText(act.text, { shouldEscape: known.shouldEscape, store }),
      api_app_id: identity.appId,
      is_enterprise_install: 'false',
      response_url: triggers.makeUrl({ userId, channelId: channel.id, isEphemeral: true }),
      trigger_id: triggers.make({ userId }),
    });
    return answer.acked ? reply(userId, channel.id, answer.body) : unanswered(act.command, answer);
  }

  async function messageShortcut(
    userId: string,
    act: { callbackId: string; channelId: string; ts: string },
  ): Promise<ActResult> {
    const message = seen(deps, userId, act);
    const known = manifest.shortcuts.find((one) => one.callbackId === act.callbackId && one.type === 'message');
    if (!known) return { ok: false, error: 'This shortcut does not exist.' };
    const channel = store.channel(message.channelId);
    const answer = await delivery.send('interactive', {
      type: 'message_action',
      ...interaction(deps, userId),
      action_ts: store.nextTs(),
      callback_id: act.callbackId,
      trigger_id: triggers.make({ userId }),
      channel: { id: channel.id, name: shapes.channelName(channel) },
      message_ts: message.ts,
      message: shapes.message(message),
      response_url: triggers.makeUrl({ userId, channelId: channel.id, threadTs: message.threadTs, isEphemeral: true }),
    });
    return answer.acked ? { ok: true } : unanswered(known.name, answer);
  }

  async function globalShortcut(userId: string, callbackId: string): Promise<ActResult> {
    const known = manifest.shortcuts.find((one) => one.callbackId === callbackId && one.type === 'global');
    if (!known) return { ok: false, error: 'This shortcut does not exist.' };
    const about = { action_ts: store.nextTs(), callback_id: callbackId, trigger_id: triggers.make({ userId }) };
    const answer = await delivery.send('interactive', { type: 'shortcut', ...interaction(deps, userId), ...about });
    return answer.acked ? { ok: true } : unanswered(known.name, answer);
  }

  /** Options of an external select, as the app gives them for what was typed. */
  async function options(
    userId: string,
    act: { viewId: string; blockId: string; actionId: string; query: string },
  ): Promise<ActResult> {
    const view = store.view(act.viewId);
    if (view && view.userId !== userId) return { ok: false, error: TROUBLE };
    const answer = await delivery.send('interactive', {
      type: 'block_suggestion',
      ...interaction(deps, userId),
      container: { type: 'view', view_id: act.viewId },
      action_id: act.actionId,
      block_id: act.blockId,
      value: act.query,
      ...(view ? { view: shapes.view(view) } : {}),
    });
    if (!answer.acked) return { ...unanswered('This menu', answer), options: [] };
    const groups = Array.isArray(answer.body?.option_groups) ? answer.body.option_groups.filter(isJson) : [];
    const given = Array.isArray(answer.body?.options)
      ? answer.body.options
      : groups.flatMap((one) => (Array.isArray(one.options) ? one.options : []));
    const words = (value: unknown) => (isJson(value) && typeof value.text === 'string' ? value.text : undefined);
    const all = given.filter(isJson).map((one) => ({
      text: words(one.text) ?? '',
      value: String(one.value ?? ''),
      description: words(one.description),
    }));
    const isGood =
      all.length <= 100 && all.every((one) => one.text && one.text.length <= 75 && one.value && one.value.length <= 75);
    return isGood
      ? { ok: true, options: all }
      : { ok: false, error: 'The app gave options that Slack does not take.', options: [] };
  }

  return { command, messageShortcut, globalShortcut, options };
}
