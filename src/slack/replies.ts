import type { Member } from '../features/access/index.ts';
import { type Clock, MINUTE_MS } from '../kernel/clock.ts';
import { databaseTrouble } from '../kernel/database-trouble.ts';
import { AppError, Unavailable } from '../kernel/errors.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import { SlackRefusal } from './call-errors.ts';
import type { SlackCalls } from './calls.ts';
import { clampCard } from './clamp.ts';
import type { Features } from './features.ts';
import type { Card, Reply, View } from './gesture.ts';
import type { IncomingView } from './payloads.ts';
import type { Posting } from './posting.ts';
import { createProgress } from './progress.ts';
import { cardModal } from './views/parts.ts';
import { doneModal, lateModalCard, problemCard, problemModal, workingModal } from './views/problem.ts';

/** Where a gesture was made, and by which ways it can be answered there. */
export interface Place {
  userId: string;
  channelId?: string;
  threadTs?: string;
  messageTs?: string;
  isEphemeral?: boolean;
  triggerId?: string;
  view?: IncomingView;
  /** Slack's response URL: answers where the bot is no member too. */
  respond?: (body: Record<string, unknown>) => Promise<unknown>;
  /** The modal that says "Working…" while the answer is late; the first view of the answer takes its place. */
  working?: { viewId: Promise<string | undefined>; isTaken: boolean };
}

const STILL = 'This takes longer than usual. The work goes on, and the answer comes here.';
const ELSEWHERE = 'Done. You can close this: the answer is where you asked for it.';

const LATE = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
  'trigger_expired',
  'trigger_exchanged',
]);
const EXCHANGED = new Set(['exchanged_trigger_id', 'trigger_exchanged']);
const PENDING_MS = 30 * MINUTE_MS;
const PENDING_MAX = 500;

export interface RepliesDeps {
  calls: SlackCalls;
  posting: Posting;
  features: Features;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  updateGapMs: number;
  publishHome(userId: string): Promise<void>;
}

/** Carries out what a gesture answers. A step that fails is logged and told; the others are still done. */
export function createReplies(deps: RepliesDeps) {
  const { calls, posting, features, logger } = deps;
  const pending = new Map<string, { view: View; userId: string; at: number }>();

  /** Words for a person, whatever went wrong; what we did not expect is logged under an id that the words name. */
  function wordsFor(error: unknown, gesture: string): string {
    if (error instanceof AppError && !(error instanceof SlackRefusal)) {
      logger.info({ code: error.code, gesture }, 'A gesture was answered with a problem');
      return error.forUser;
    }
    const trouble = databaseTrouble(error);
    if (trouble) {
      logger.error({ error, gesture }, 'The database could not take what a gesture did');
      return trouble.forUser;
    }
    const id = deps.ids.next('err').slice(-6);
    logger.error({ error, gesture, id }, 'A gesture failed');
    return `Something went wrong here. Nothing was sent. It is logged under ${id}.`;
  }

  async function sendDm(userId: string, card: Card): Promise<void> {
    await calls.post({ channelId: await calls.openDm(userId), card });
  }

  async function isOwnDm(place: Place): Promise<boolean> {
    return place.channelId?.startsWith('D') === true && (await calls.openDm(place.userId)) === place.channelId;
  }

  async function say(place: Place, card: Card): Promise<void> {
    const { channelId, threadTs, userId } = place;
    if (!channelId) return sendDm(userId, card);
    if (await isOwnDm(place)) {
      const posted = await calls.post({ channelId, card, threadTs }).catch(async (error) => {
        // An answer that comes twice is better than none.
        if (!place.respond) throw error;
        await place.respond({ response_type: 'ephemeral', replace_original: false, ...clampCard(card) });
      });
      if (posted && card.follows) await remember(userId, card.follows, posted);
      return;
    }
    try {
      if (threadTs) return await calls.postPrivately({ channelId, userId, card, threadTs });
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
    }
    if (!place.respond) return calls.postPrivately({ channelId, userId, card });
    try {
      await place.respond({ response_type: 'ephemeral', replace_original: false, ...clampCard(card) });
    } catch (error) {
      // A response URL ends after half an hour or five uses.
      logger.debug({ error }, 'A response URL did not take an answer');
      await sendDm(userId, card);
    }
  }

  async function remember(
    userId: string,
    { kind, subjectId }: NonNullable<Card['follows']>,
    posted: { channelId: string; ts: string },
  ): Promise<void> {
    const key = [kind, subjectId, userId, posted.ts].join(':');
    await features.posts.claim({ key, kind, subjectId, channelId: posted.channelId });
    await features.posts.record(key, posted);
  }

  function keepForLater(userId: string, view: View): Card {
    const now = deps.clock.now();
    for (const [key, one] of pending) if (now - one.at > PENDING_MS || pending.size >= PENDING_MAX) pending.delete(key);
    const key = deps.ids.next('view');
    pending.set(key, { view, userId, at: now });
    return lateModalCard(key);
  }

  /** The id of the modal that says "Working…", once. */
  async function takeWorking(place: Place): Promise<string | undefined> {
    if (!place.working || place.working.isTaken) return undefined;
    place.working.isTaken = true;
    return place.working.viewId;
  }

  /** Tells a person who has heard nothing yet that the work goes on: in a modal while a trigger lives, else in words. */
  async function tellDelay(place: Place): Promise<void> {
    const { triggerId } = place;
    if (!triggerId) return say(place, { text: STILL });
    const modal = workingModal('');
    const opening = place.view?.type === 'modal' ? calls.pushView(triggerId, modal) : calls.openView(triggerId, modal);
    place.working = { viewId: opening.catch(() => undefined), isTaken: false };
    await opening.catch(async (error) => {
      // The same gesture twice: the first one tells it.
      if (!(error instanceof SlackRefusal && EXCHANGED.has(error.slackError))) await say(place, { text: STILL });
    });
  }

  /** The answer went elsewhere: nothing says "Working…" any more. */
  async function endDelay(place: Place): Promise<void> {
    const viewId = await takeWorking(place);
    if (viewId)
      await calls
        .updateView(viewId, doneModal('', ELSEWHERE))
        .catch((error) => logger.debug({ error }, 'A modal was closed before its work was done'));
  }

  /** Opens on top of what is open; answers the view's id, or undefined when Slack's three seconds were over and a button offers it. */
  async function open(place: Place, view: View): Promise<string | undefined> {
    const isOnModal = place.view?.type === 'modal';
    const standing = await takeWorking(place);
    if (standing) {
      await fillView(place, standing, view);
      return standing;
    }
    try {
      if (place.triggerId)
        return await (isOnModal ? calls.pushView(place.triggerId, view) : calls.openView(place.triggerId, view));
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      if (error.slackError === 'push_limit_reached' && place.view) {
        await calls.updateView(place.view.id, view);
        return place.view.id;
      }
      if (!LATE.has(error.slackError)) throw error;
    }
    await say(place, keepForLater(place.userId, view));
    return undefined;
  }

  /** Shows a view where another one stands; when that was closed meanwhile, a button offers it. */
  async function fillView(place: Place, viewId: string | undefined, view: View): Promise<void> {
    try {
      if (viewId) return await calls.updateView(viewId, view);
    } catch (error) {
      if (!(error instanceof SlackRefusal && error.slackError === 'not_found')) throw error;
    }
    await say(place, keepForLater(place.userId, view));
  }

  async function openWorking(place: Place, work: NonNullable<Reply['openWorking']>): Promise<void> {
    const viewId = await open(place, workingModal(work.title));
    const view = await work.fill().catch((error) => problemModal(wordsFor(error, 'openWorking')));
    await fillView(place, viewId, view);
  }

  /** What went wrong, where the person looks: on top of an open modal, else where the gesture was made. */
  async function tellProblem(place: Place, message: string): Promise<void> {
    const standing = await takeWorking(place);
    if (standing) await fillView(place, standing, problemModal(message));
    else if (place.view?.type === 'modal') await open(place, problemModal(message));
    else await say(place, problemCard(message));
  }

  async function updateView(place: Place, to: NonNullable<Reply['updateView']>): Promise<void> {
    if (!place.view || place.view.type !== 'modal') {
      if (typeof to !== 'string') await open(place, to);
      return;
    }
    // Slack lets a submission shut a modal, a button can't.
    await calls.updateView(place.view.id, typeof to === 'string' ? doneModal(place.view.title?.text ?? '') : to);
  }

  async function replaceCard(place: Place, card: Card): Promise<void> {
    const { channelId, messageTs } = place;
    if (!channelId || !messageTs) return;
    if (place.isEphemeral) {
      await place.respond?.({ replace_original: true, ...clampCard(card) });
      return;
    }
    const own = await features.posts.at(channelId, messageTs);
    const others = own?.subjectId ? await features.posts.find(own.kind, own.subjectId) : [];
    await posting.update({ channelId, ts: messageTs, card });
    for (const one of others) {
      if (one.ts && one.ts !== messageTs) await posting.update({ channelId: one.channelId, ts: one.ts, card });
    }
  }

  async function followWork(userId: string, work: NonNullable<Reply['progress']>): Promise<void> {
    // The work is what counts: it is done whether Slack takes a message about it or not.
    const message = await calls
      .openDm(userId)
      .then((channelId) => calls.post({ channelId, card: { text: 'Starting…' } }))
      .catch((error: unknown) => void logger.warn({ error }, 'A long job began without its message'));
    if (!message)
      return sendDm(
        userId,
        await work(async () => undefined).catch((error) => problemCard(wordsFor(error, 'progress'))),
      );
    const draw = async (card: Card) => {
      if ((await posting.update({ ...message, card })) !== 'drawn') throw new Unavailable('no message');
    };
    const progress = createProgress(draw, deps.updateGapMs);
    const last = await work(progress.tell).catch((error) => problemCard(wordsFor(error, 'progress')));
    await progress.finish(last).catch(() => sendDm(userId, last));
  }

  async function sendFile(place: Place, { text, file }: NonNullable<Reply['dmFile']>): Promise<void> {
    try {
      await calls.uploadFile({ channelId: await calls.openDm(place.userId), text, file });
    } catch (error) {
      logger.error({ error }, 'A file could not be posted');
      await say(place, problemCard('Slack did not take the picture or file. Ask for it again in a minute.'));
    }
  }

  async function notify(people: NonNullable<Reply['notify']>): Promise<void> {
    for (const { userId, card, key } of people) {
      if (card && key)
        await posting.post({ key, kind: 'notice', subjectId: key, channelId: await calls.openDm(userId), card });
      else if (card) await sendDm(userId, card);
      await deps.publishHome(userId);
    }
  }

  async function step(name: string, work: (() => Promise<unknown>) | undefined): Promise<void> {
    if (!work) return;
    await work().catch((error) => logger.error({ error, step: name }, 'An answer could not be given'));
  }

  return {
    wordsFor,
    /** Long work that no gesture began, told in one message. */
    follow: followWork,
    say,
    open,
    fillView,
    tellProblem,
    tellDelay,
    endDelay,
    sendDm,

    /** The view that a late modal's button opens, once. */
    takePending(key: string, userId: string): View | undefined {
      const found = pending.get(key);
      if (found?.userId !== userId) return undefined;
      pending.delete(key);
      return found.view;
    },

    async carryOut(place: Place, member: Member, reply: Reply): Promise<void> {
      const { openModal, openWorking: working, updateView: to, errors, replaceCard: replacement, say: card } = reply;
      const { dm, dmFile, progress, notify: people } = reply;
      if (openModal) await open(place, openModal);
      if (working) await openWorking(place, working);
      await step('updateView', to && (() => updateView(place, to)));
      await step('errors', errors && (() => tellProblem(place, Object.values(errors).join(' '))));
      await step('replaceCard', replacement && (() => replaceCard(place, replacement)));
      // Where the picture comes to the same conversation, it says it all itself.
      const isThere = dmFile !== undefined && (await isOwnDm(place));
      // On the App Home nobody sees a message: the answer comes where the person looks.
      const isOnHome = place.view?.type === 'home' && place.triggerId !== undefined;
      const shown = card && (isOnHome ? () => open(place, cardModal('Sales Agent', card)) : () => say(place, card));
      await step('say', isThere ? undefined : shown);
      await endDelay(place);
      await step('dm', dm && (() => sendDm(member.id, dm)));
      await step('dmFile', dmFile && (() => sendFile(place, dmFile)));
      await step('progress', progress && (() => followWork(member.id, progress)));
      await step('notify', people && (() => notify(people)));
      await step('refreshHome', reply.refreshHome ? () => deps.publishHome(member.id) : undefined);
    },
  };
}

export type Replies = ReturnType<typeof createReplies>;
