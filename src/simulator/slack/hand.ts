import { systemClock } from '../../kernel/clock.ts';
import type { ActResult, Block } from '../page-api.ts';
import type { Acts } from './acts/acts.ts';
import type { Delivery, PayloadKind } from './delivery/delivery.ts';
import type { Forgery } from './delivery/http.ts';
import type { Events } from './events.ts';
import type { Fault } from './faults.ts';
import type { SuggestedPrompts } from './methods/assistant.ts';
import type { Posts } from './posts.ts';
import type { Identity, Json, Message, Person, StateValues, StoredView } from './records.ts';
import { shaped } from './shaped.ts';
import type { Store } from './store.ts';
import { placedIn } from './view-state.ts';
import type { Views } from './views.ts';

interface HandDeps {
  store: Store;
  acts: Acts;
  views: Views;
  posts: Posts;
  events: Events;
  delivery: Delivery;
  identity: Identity;
  suggested: Map<string, SuggestedPrompts>;
  failNext(method: string, fault: Fault): void;
  calls(method: string): number;
  isApiBusy(): boolean;
  revokeTokens(): void;
}

export type Where = { channelId: string; ts: string } | { viewId: string };

const POLL_MS = 5;
const QUIET_POLLS = 4;
const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** The workspace without its page: what people do and see, and what Slack does, for tests and the demo. */
export function createHand(deps: HandDeps) {
  const { store, acts, views, delivery, events } = deps;
  const modalOf = (userId: string): StoredView | undefined => views.top(userId);
  const dmOf = (userId: string): string => store.dmOf(userId).id;

  function blocksAt(where: Where): Block[] {
    if ('viewId' in where) return store.view(where.viewId)?.json.blocks ?? [];
    return store.message(where.channelId, where.ts)?.blocks ?? [];
  }

  function placedAt(where: Where, actionId: string) {
    const all = placedIn(blocksAt(where));
    return all.find((one) => one.actionId === actionId) ?? all.find((one) => one.actionId.split('#')[0] === actionId);
  }

  function person(userId: string): Person {
    const found = store.people.get(userId);
    if (!found) throw new Error(`nobody is called ${userId}`);
    return found;
  }

  const people = {
    post: (userId: string, channelId: string, text: string, threadTs?: string): Promise<Message> =>
      acts.post(userId, { channelId, text, threadTs }),
    command: (userId: string, command: string, text = '', channelId = dmOf(userId)): Promise<ActResult> =>
      acts.act(userId, { kind: 'command', channelId, command, text }),
    /** Presses a button or sets an element, by action id (its part before `#` will do); plain values are put into Slack's shape. */
    async click(userId: string, where: Where, actionId: string, value?: unknown): Promise<ActResult> {
      const at = placedAt(where, actionId);
      if (!at) return { ok: false, error: `there is no ${actionId} here` };
      const given = value === undefined ? {} : { value: shaped(at.element, value) };
      return acts.act(userId, {
        kind: 'block_action',
        from: where,
        blockId: at.blockId,
        actionId: at.actionId,
        ...given,
      });
    },
    /** Fills in the open form by action id, and submits it. */
    async submit(
      userId: string,
      values: Record<string, unknown> = {},
      viewId = modalOf(userId)?.id ?? '',
    ): Promise<ActResult> {
      const state: StateValues = {};
      for (const [actionId, value] of Object.entries(values)) {
        const at = placedAt({ viewId }, actionId);
        if (!at) return { ok: false, error: `there is no ${actionId} in this form` };
        state[at.blockId] = { ...state[at.blockId], [at.actionId]: shaped(at.element, value) };
      }
      return acts.act(userId, { kind: 'view_submit', viewId, state });
    },
    close: (userId: string, options: { clear?: boolean } = {}): Promise<ActResult> =>
      acts.act(userId, { kind: 'view_close', viewId: modalOf(userId)?.id ?? '', ...options }),
    shortcut: (userId: string, callbackId: string, channelId: string, ts: string): Promise<ActResult> =>
      acts.act(userId, { kind: 'message_shortcut', callbackId, channelId, ts }),
    globalShortcut: (userId: string, callbackId: string): Promise<ActResult> => acts.globalShortcut(userId, callbackId),
    options: (userId: string, viewId: string, actionId: string, query: string): Promise<ActResult> =>
      acts.act(userId, {
        kind: 'options',
        viewId,
        blockId: placedAt({ viewId }, actionId)?.blockId ?? '',
        actionId,
        query,
      }),
    openHome: (userId: string): Promise<ActResult> => acts.act(userId, { kind: 'open_home' }),
    openAppMessages: (userId: string): Promise<ActResult> => acts.act(userId, { kind: 'open_app_messages' }),
    /** Uploads a file for a form, or into a channel; answers its id. */
    async upload(
      userId: string,
      name: string,
      content: string | Uint8Array,
      into: { channelId?: string; text?: string } = {},
    ): Promise<string> {
      const result = await acts.act(userId, {
        kind: 'upload',
        name,
        mimetype: '',
        base64: Buffer.from(content).toString('base64'),
        ...into,
      });
      return result.file?.id ?? '';
    },
  };

  const sight = {
    dmOf,
    modalOf,
    homeOf: (userId: string): StoredView | undefined => store.homes.get(userId),
    view: store.view,
    message: store.message,
    messages: (channelId: string): Message[] => store.channel(channelId).messages.filter((one) => !one.onlyFor),
    replies: (channelId: string, ts: string): Message[] => store.channel(channelId).threads.get(ts) ?? [],
    ephemeralsOf: (userId: string): Message[] => store.allMessages().filter((one) => one.onlyFor === userId),
    seenBy: (userId: string, channelId: string): Message[] =>
      store.channel(channelId).messages.filter((one) => !one.onlyFor || one.onlyFor === userId),
    allMessages: store.allMessages,
    file: (id: string) => store.files.get(id),
    promptsOf: (userId: string): SuggestedPrompts | undefined => deps.suggested.get(dmOf(userId)),
    /** Messages of the app since the start, by kind. */
    counts: deps.posts.counts,
    /** How often the app has called a method. */
    calls: deps.calls,
    sentEvents: delivery.sentEvents,
    isAppConnected: delivery.isConnected,
  };

  const slack = {
    failNext: deps.failNext,
    redeliverLastEvent: () => delivery.redeliver(1),
    redeliver: delivery.redeliver,
    /** A payload with a wrong or old signature (HTTP only); the answer tells what the app made of it. */
    forge: (kind: PayloadKind, payload: Json, forgery?: Forgery) => delivery.forge(kind, payload, forgery),
    verifyUrl: delivery.verifyUrl,
    /** Asks the app to connect anew, as Slack does every few hours. */
    refreshConnection: delivery.socket.refresh,
    cutConnection: delivery.socket.cut,
    /** Somebody's profile changes; the app hears `user_change`. */
    async changePerson(userId: string, patch: Partial<Omit<Person, 'id'>>): Promise<void> {
      const one = Object.assign(person(userId), patch);
      await events.userChanged(one);
    },
    deactivate: (userId: string): Promise<void> => slack.changePerson(userId, { deleted: true }),
    async addToChannel(userId: string, channelId: string): Promise<void> {
      const channel = store.channel(channelId);
      if (channel.memberIds.includes(userId)) return;
      channel.memberIds.push(userId);
      await events.membership('member_joined_channel', channel, userId);
    },
    async removeFromChannel(userId: string, channelId: string): Promise<void> {
      const channel = store.channel(channelId);
      channel.memberIds = channel.memberIds.filter((one) => one !== userId);
      await events.membership('member_left_channel', channel, userId);
    },
    /** Somebody with the power to do so deletes a message, with what was answered to it. */
    deleteMessage(channelId: string, ts: string): void {
      const message = store.message(channelId, ts);
      if (!message) return;
      for (const reply of store.repliesTo(message)) deps.posts.remove(reply);
      deps.posts.remove(message);
    },
    /** The app is taken out of the workspace: its tokens die, and it is told. */
    async uninstall(): Promise<void> {
      deps.revokeTokens();
      await events.uninstalled();
    },
  };

  /** Resolves once nothing is under way between the app and this workspace for a moment. */
  async function settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_POLLS; ) {
      await pause();
      quiet = delivery.isBusy() || deps.isApiBusy() ? 0 : quiet + 1;
    }
  }

  /** What `look` finds, as soon as it finds something; throws after `timeoutMs` of real time. */
  async function waitFor<T>(look: () => T | undefined | false, timeoutMs = 5_000): Promise<T> {
    const until = systemClock.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found) return found;
      if (systemClock.now() > until) throw new Error(`waited ${timeoutMs} ms in vain`);
      await pause();
    }
  }

  return { ...people, ...sight, ...slack, settled, waitFor };
}

export type Hand = ReturnType<typeof createHand>;
