import type { ActResult, PageAct } from '../../page-api.ts';
import { isJson, type Json, type Message, type StateValues, type StoredView } from '../records.ts';
import { type Placed, placedIn, stateOf, touch } from '../view-state.ts';
import { type ActDeps, CannotAct, givenAt, interaction, seen, unanswered, withWholeFiles } from './gestures.ts';

type BlockAction = Extract<PageAct, { kind: 'block_action' }> & { state?: unknown };

const FROM_ELEMENT = ['text', 'value', 'style', 'placeholder', 'confirm', 'accessibility_label'];
const PRESSED = new Set(['button', 'workflow_button', 'icon_button']);

export function createBlockActs(deps: ActDeps) {
  const { store, shapes, delivery, triggers, views } = deps;
  /** What people have chosen in messages, by message and person. */
  const inMessages = new Map<string, StateValues>();

  function place(blocks: Message['blocks'], act: BlockAction): Placed {
    const all = placedIn(blocks).filter((one) => one.actionId === act.actionId);
    const found = all.find((one) => one.blockId === act.blockId) ?? (act.blockId ? undefined : all[0]);
    if (!found) throw new CannotAct('This is not there any more.');
    return found;
  }

  /** The one action of the payload: what the element says, what the person gave, when. */
  function actionOf(at: Placed, value: unknown): Json {
    const { element } = at;
    const said = FROM_ELEMENT.flatMap((name) =>
      element[name] === undefined || (name === 'value' && !PRESSED.has(String(element.type)))
        ? []
        : [[name, element[name]]],
    );
    const given = isJson(value) ? Object.entries(value).filter(([name]) => name !== 'type') : [];
    return {
      type: element.type,
      action_id: at.actionId,
      block_id: at.blockId,
      ...Object.fromEntries(said),
      ...Object.fromEntries(given),
      action_ts: store.nextTs(),
    };
  }

  /** Everything that the page holds goes along with a gesture, as in Slack. */
  function keep(
    touched: StateValues,
    blocks: Message['blocks'],
    given: { state?: unknown; at: Placed; value: unknown },
  ): StateValues {
    const fromPage = placedIn(blocks).reduce(
      (all, one) => touch(all, one, withWholeFiles(deps, givenAt(given.state, one))),
      touched,
    );
    return touch(fromPage, given.at, given.value);
  }

  function inView(view: StoredView, act: BlockAction, value: unknown): Json {
    const at = place(view.json.blocks, act);
    views.setTyped(view, keep(view.typed, view.json.blocks, { state: act.state, at, value }));
    return {
      container: { type: 'view', view_id: view.id },
      view: shapes.view(view),
      trigger_id: triggers.make({ userId: view.userId, ...(view.json.type === 'modal' ? { viewId: view.id } : {}) }),
      actions: [actionOf(at, value)],
    };
  }

  function inMessage(userId: string, message: Message, given: { act: BlockAction; value: unknown }): Json {
    const at = place(message.blocks, given.act);
    const key = `${message.channelId}/${message.ts}/${userId}`;
    const touched = keep(inMessages.get(key) ?? {}, message.blocks, { state: given.act.state, at, value: given.value });
    inMessages.set(key, touched);
    const channel = store.channel(message.channelId);
    const isEphemeral = message.onlyFor !== undefined;
    const thread = message.threadTs ? { thread_ts: message.threadTs } : {};
    return {
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...thread,
      },
      trigger_id: triggers.make({ userId }),
      channel: { id: channel.id, name: shapes.channelName(channel) },
      // Slack does not give an ephemeral message's content back.
      ...(isEphemeral ? {} : { message: shapes.message(message) }),
      state: { values: stateOf(message.blocks, touched) },
      response_url: triggers.makeUrl({
        userId,
        channelId: channel.id,
        ts: message.ts,
        threadTs: message.threadTs,
        isEphemeral,
      }),
      actions: [actionOf(at, given.value)],
    };
  }

  async function blockAction(userId: string, act: BlockAction): Promise<ActResult> {
    const value = withWholeFiles(deps, act.value);
    let about: Json;
    if ('viewId' in act.from) {
      const view = store.view(act.from.viewId);
      if (!view || view.userId !== userId) throw new CannotAct('This view is not open any more.');
      about = inView(view, act, value);
    } else {
      about = inMessage(userId, seen(deps, userId, act.from), { act, value });
    }
    const answer = await delivery.send('interactive', {
      type: 'block_actions',
      ...interaction(deps, userId),
      ...about,
    });
    return answer.acked ? { ok: true } : unanswered('This action', answer);
  }

  return { blockAction };
}
