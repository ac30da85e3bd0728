import type { Db } from '../../db/index.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import type { Channels } from '../channels/index.ts';
import type { Lead, Leads } from '../leads/index.ts';
import type { Playbooks } from '../playbook/index.ts';
import { type Candidate, createScoringQueries } from './queries.ts';
import { painOf, rankOf, scoreOf, stateOf, whyOf } from './rules.ts';

export interface Score {
  /** 0 to 100: points of the fit rules, no probability. */
  points: number;
  /** In words, the strongest first: "Head of Billing decides on this (+30)". */
  reasonsFor: string[];
  reasonsAgainst: string[];
}

export interface RankedLead {
  lead: Lead;
  score: Score;
  /** One line: why this lead is worth the next hour. */
  why: string;
  /** 'waiting' has drafts to approve, 'running' is on a sequence, 'answered' waits for an answer of ours, 'free' can be enrolled. */
  state: 'answered' | 'waiting' | 'running' | 'free' | 'stopped';
}

export interface Scoring {
  score(lead: Lead): Promise<Score>;
  /** Who is worth the next hour, best first; leads that are archived, paused, closed or suppressed are left out. */
  rank(options?: {
    ownerId?: string;
    limit?: number;
    offset?: number;
  }): Promise<{ leads: RankedLead[]; total: number }>;
}

/** A lead's answer that nothing of ours has followed yet. */
export interface OpenReply {
  leadId: string;
  ownerId: string;
  name: string;
  at: Instant;
  summary?: string;
}

export interface ScoringDeps {
  db: Db;
  clock: Clock;
  playbook: Pick<Playbooks, 'current'>;
  leads: Pick<Leads, 'getMany'>;
  /** When given, leads at an address that must not be written to are left out of the list. */
  channels?: Pick<Channels, 'suppressionOf'>;
}

/** Answers of these members' leads (undefined: everybody's) that wait for us, the longest waiting first. */
export async function openReplies(db: Db, ownerIds: string[] | undefined): Promise<OpenReply[]> {
  const found = await createScoringQueries(db).openReplies(ownerIds);
  return [...found.values()].sort((a, b) => a.at - b.at);
}

const PAGE = 8;

/** Who is worth the next hour, by the playbook's fit rules and by what has happened so far. */
export function createScoring(deps: ScoringDeps): Scoring {
  const queries = createScoringQueries(deps.db);

  async function isSuppressed(candidate: Candidate): Promise<boolean> {
    const { email } = candidate.judged;
    if (!email || !deps.channels) return false;
    const found = await deps.channels.suppressionOf('email', email);
    // An address that bounced needs another address, and that is work for the owner.
    return found !== undefined && found.reason !== 'bounced';
  }

  return {
    async score(lead) {
      const { fit, pains } = (await deps.playbook.current()).content;
      return scoreOf(
        {
          title: lead.title,
          email: lead.email,
          country: lead.country ?? lead.account?.country,
          industry: lead.account?.industry,
          employees: lead.account?.employees,
          notes: lead.notes,
          pain: painOf(lead.pains, pains),
        },
        fit,
      );
    },

    async rank(options = {}) {
      const { fit, pains } = (await deps.playbook.current()).content;
      const now = deps.clock.now();
      const sorted = (await queries.candidates(options.ownerId))
        .map((one) => {
          const judged = { ...one.judged, pain: painOf(one.pains, pains) };
          return { ...one, score: scoreOf(judged, fit), state: stateOf(one.dealings) };
        })
        .sort(
          (a, b) =>
            rankOf[a.state] - rankOf[b.state] ||
            waitedLonger(a, b) ||
            b.score.points - a.score.points ||
            b.updatedAt - a.updatedAt ||
            a.id.localeCompare(b.id),
        );
      const from = options.offset ?? 0;
      const to = from + (options.limit ?? PAGE);
      const shown: typeof sorted = [];
      let dropped = 0;
      for (const one of sorted) {
        if (shown.length >= to) break;
        if (await isSuppressed(one)) dropped += 1;
        else shown.push(one);
      }
      const page = shown.slice(from);
      const leads = new Map((await deps.leads.getMany(page.map((one) => one.id))).map((lead) => [lead.id, lead]));
      return {
        leads: page.flatMap(({ id, score, state, dealings }) => {
          const lead = leads.get(id);
          return lead ? [{ lead, score, state, why: whyOf(dealings, score, now) }] : [];
        }),
        total: sorted.length - dropped,
      };
    },
  };
}

/** Among answers, who has waited longest. */
function waitedLonger(a: Candidate, b: Candidate): number {
  return (a.dealings.openReply?.at ?? 0) - (b.dealings.openReply?.at ?? 0);
}
