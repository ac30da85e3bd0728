import type { Actor, Member, Verdict } from '../features/access/index.ts';
import type { Actors, Claimed } from './actors.ts';
import { slackItself } from './actors.ts';
import type { Features } from './features.ts';
import type { Place, Replies } from './replies.ts';
import { joinCard, registrationModal, requestSentModal } from './views/access.ts';
import { problemCard } from './views/problem.ts';

type Refusal = Extract<Verdict, { allowed: false }>;

export type Admission =
  | { is: 'member'; member: Member; actor: Actor }
  | { is: 'app' }
  | { is: 'repeated' }
  | { is: 'refused'; verdict: Refusal; actor: Actor };

/** The way in of every gesture: once, then the one access check. */
export function createAdmission(deps: { actors: Actors; features: Features; replies: Replies }) {
  const { access } = deps.features;

  async function judge(gesture: string, actor: Actor): Promise<Admission> {
    const verdict = await access.check(gesture, actor);
    if (verdict.allowed === 'app') return { is: 'app' };
    return verdict.allowed ? { is: 'member', member: verdict.member, actor } : { is: 'refused', verdict, actor };
  }

  return {
    async admit(gesture: string, claimed: Claimed, onceKey: string | undefined): Promise<Admission> {
      if (onceKey && !(await access.once(onceKey))) return { is: 'repeated' };
      return judge(gesture, await deps.actors.actorOf(claimed));
    },

    async admitSlack(gesture: string, onceKey: string | undefined): Promise<Admission> {
      if (onceKey && !(await access.once(onceKey))) return { is: 'repeated' };
      return judge(gesture, slackItself);
    },

    /** A person without access gets the registration form and nothing else; anybody else one clear sentence. */
    async refuse(place: Place, { verdict, actor }: { verdict: Refusal; actor: Actor }): Promise<void> {
      if (verdict.offer !== 'register') {
        if (actor.isBot || !place.userId) return;
        await deps.replies.say(place, problemCard(verdict.forUser));
        return;
      }
      if (!place.triggerId) {
        await deps.replies.sendDm(place.userId, joinCard(verdict.forUser));
        return;
      }
      const open = (await access.requests('open')).find((one) => one.userId === actor.userId);
      await deps.replies.open(place, open ? requestSentModal(open) : registrationModal());
    },
  };
}

export type AdmissionDesk = ReturnType<typeof createAdmission>;
