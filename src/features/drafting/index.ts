import type { Db } from '../../db/index.ts';
import { fromLocal, toLocal } from '../../kernel/calendar.ts';
import type { Clock, Instant } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Llm } from '../../kernel/llm.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Channel } from '../channels/index.ts';
import type { Lead } from '../leads/index.ts';
import type { Playbook } from '../playbook/index.ts';
import type { Settings } from '../settings/index.ts';
import { createComposer } from './composing.ts';
import { evidenceFor } from './evidence.ts';
import type { ModelBudget } from './ports.ts';
import { checkWords } from './rules.ts';
import { createSpendingStore } from './store.ts';
import { isSameText } from './templates.ts';
import { briefOf, fromTemplate, templateSubject } from './writing.ts';

/** One source that a sentence of a draft may rest on. `id` is short ("n1", "p2") and shown as a footnote. */
export interface Evidence {
  id: string;
  kind: 'pain' | 'note' | 'proof' | 'lead' | 'company' | 'reply';
  /** The source's words: every number, name and date that the draft takes from it stands in here. */
  text: string;
  /** For the footnote: "your note, 3 May", "playbook, proof “Northgate”, checked 2 Oct". */
  label: string;
}

/** A sentence of the body and the evidence that it cites; [] for one that states no fact. */
export interface Citation {
  sentence: string;
  evidenceIds: string[];
}

export interface Problem {
  kind:
    | 'unsupported'
    | 'number'
    | 'name'
    | 'date'
    | 'placeholder'
    | 'length'
    | 'link'
    | 'subject'
    | 'question'
    | 'claim'
    | 'empty'
    | 'unsafe'
    | 'template';
  /** The sentence or words that it is about. */
  sentence: string;
  /** What is wrong and what would mend it, in words for a rep. */
  reason: string;
  /** A person may vouch for those words and send them all the same (facts they know); a placeholder or a link can't be vouched for. */
  canVouch: boolean;
}

export interface StepBrief {
  step: number;
  channel: Channel;
  /** 'first' opens, 'follow_up' goes into the same mail thread or another channel. */
  role: 'first' | 'follow_up';
  dueAt: Instant;
}

export interface DraftContext {
  lead: Lead;
  playbook: Playbook;
  sender: { name: string; company: string };
  steps: StepBrief[];
  /** The first mail's subject, when a follow-up is written or checked by itself. */
  firstSubject?: string;
}

export interface DraftWords {
  step: number;
  /** Email only; '' otherwise. A follow-up's subject equals the first one's. */
  subject: string;
  body: string;
}

export interface WrittenDraft extends DraftWords {
  citations: Citation[];
  evidence: Evidence[];
  problems: Problem[];
  writer: 'model' | 'template' | 'person';
}

export interface Drafting {
  /** Everything that a draft about this lead may rest on. Pure. */
  evidenceFor(context: Pick<DraftContext, 'lead' | 'playbook' | 'sender'>): Evidence[];
  /**
   * All steps at once: one model call when a model and budget are there, each draft checked, repaired once, else a template.
   * Never throws for the model's failure: templates take over. Templates always pass the checks.
   */
  write(context: DraftContext): Promise<WrittenDraft[]>;
  /** One step anew, in other words than `previous`. */
  rewrite(context: DraftContext, step: number, previous: DraftWords): Promise<WrittenDraft>;
  /** Checks words of a person against the evidence: cites what it can, lists what it can't. Pure. */
  check(context: DraftContext, words: DraftWords, writer: WrittenDraft['writer']): WrittenDraft;
}

/** Writes and checks drafts. Without `llm`, or when it fails or the month's budget is spent, templates write. */
export function createDrafting(deps: {
  llm?: Llm;
  budget: ModelBudget;
  clock: Clock;
  logger: Logger;
  nonce?: () => string;
}): Drafting {
  const composer = createComposer(deps);

  return {
    evidenceFor,

    async write(context) {
      const composed = await composer.write(context);
      const good = (composed?.drafts ?? []).filter((one) => one.problems.length === 0);
      const chosen = good.some((one) => one.subject !== '') ? composed?.subject : undefined;
      const subject = context.firstSubject ?? chosen ?? templateSubject(context);
      const whole = { ...context, firstSubject: subject };
      // Two steps of one plan never say the same, also where templates fill in for each other.
      const drafts: WrittenDraft[] = [];
      for (const brief of context.steps) {
        const own = good.find((one) => one.step === brief.step);
        drafts.push(own ?? fromTemplate(whole, brief.step, { subject, not: drafts.map((one) => one.body) }));
      }
      return drafts;
    },

    async rewrite(context, step, previous) {
      const brief = briefOf(context, step);
      const composed = await composer.rewrite(context, brief, previous);
      if (composed && !isSameText(composed.body, previous.body)) return composed;
      const subject =
        brief.channel === 'email' ? previous.subject || context.firstSubject || templateSubject(context) : '';
      return fromTemplate(context, step, { subject, not: [previous.body] });
    },

    check: (context, words, writer) => ({ ...checkWords(context, words), writer }),
  };
}

const BUDGET = 'model';

/** The month's budget for the model (UTC months), kept in the table of spendings; its size is a setting. */
export function createModelBudget(deps: {
  db: Db;
  clock: Clock;
  ids: Ids;
  settings: Pick<Settings, 'get'>;
}): ModelBudget {
  const store = createSpendingStore(deps.db);
  return {
    async remainingUsd() {
      const { year, month } = toLocal(deps.clock.now(), 'utc');
      const spent = await store.sumSince(BUDGET, fromLocal({ year, month, day: 1 }, 0, 'utc'));
      return (await deps.settings.get('monthlyModelBudgetUsd')) - spent;
    },
    charge: (one) =>
      store.insert({ ...one, id: deps.ids.next('spd'), at: deps.clock.now(), purpose: 'drafting', budget: BUDGET }),
  };
}
