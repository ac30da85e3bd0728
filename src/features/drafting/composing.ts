import { randomBytes } from 'node:crypto';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { NotConnected, RateLimited } from '../../kernel/errors.ts';
import { type Llm, type LlmAnswer, UnusableAnswer } from '../../kernel/llm.ts';
import type { Logger } from '../../kernel/logger.ts';
import { evidenceFor } from './evidence.ts';
import { fitClosing } from './form.ts';
import type { Citation, DraftContext, DraftWords, StepBrief, WrittenDraft } from './index.ts';
import { sentencesOf } from './language.ts';
import { greetingName, plainLine } from './names.ts';
import type { ModelBudget } from './ports.ts';
import { costUsd, guessTokens, isPriced } from './prices.ts';
import {
  ANSWER_NAME,
  answerSchema,
  INSTRUCTIONS,
  inputFor,
  type ModelAnswer,
  repairInput,
  rewriteInput,
} from './prompts.ts';
import { checkWords } from './rules.ts';

const MAX_OUTPUT_TOKENS = 2_400;
const TIMEOUT_MS = 30_000;
const REST_AFTER_FAILURES = 2;
const REST_MS = 2 * MINUTE_MS;
const REST_UNCONNECTED_MS = 10 * MINUTE_MS;

export interface ComposingDeps {
  llm?: Llm;
  budget: ModelBudget;
  clock: Clock;
  logger: Logger;
  /** A code for each call; tests fix it. */
  nonce?: () => string;
}

/** Lets the model write, within the budget. Every answer is undefined when the model could not be used: never an error. */
export function createComposer(deps: ComposingDeps) {
  const nonce =
    deps.nonce ??
    (() =>
      randomBytes(9)
        .toString('base64url')
        .replace(/[^A-Za-z0-9]/g, 'x'));
  let restUntil: Instant = 0;
  let failures = 0;
  let pendingUsd = 0;
  let lastModel = 'gpt-6-luna';

  async function charge(
    usd: number,
    model: string,
    leadId: string,
    details: Record<string, string | number | boolean>,
  ): Promise<void> {
    await deps.budget.charge({ usd, model, leadId, details: { ...details, priceKnown: isPriced(model) } });
  }

  function rest(error: unknown): void {
    failures += 1;
    if (error instanceof RateLimited) restUntil = deps.clock.now() + error.retryAfterMs;
    else if (error instanceof NotConnected) restUntil = deps.clock.now() + REST_UNCONNECTED_MS;
    else if (failures >= REST_AFTER_FAILURES) restUntil = deps.clock.now() + REST_MS;
  }

  /** One call, priced before it is made; what may have been billed without an answer is booked as a guess. */
  async function ask(input: string, leadId: string): Promise<ModelAnswer | undefined> {
    const { llm } = deps;
    if (!llm || deps.clock.now() < restUntil) return undefined;
    const inputTokens = guessTokens(INSTRUCTIONS + input);
    const worst = costUsd(lastModel, { inputTokens, cachedTokens: 0, outputTokens: MAX_OUTPUT_TOKENS });
    if ((await deps.budget.remainingUsd()) - pendingUsd < worst) return undefined;
    pendingUsd += worst;
    let answer: LlmAnswer<ModelAnswer> | undefined;
    try {
      answer = await llm.answer({
        instructions: INSTRUCTIONS,
        input,
        name: ANSWER_NAME,
        schema: answerSchema,
        maxOutputTokens: MAX_OUTPUT_TOKENS,
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      deps.logger.warn({ error, leadId }, 'the model did not write; templates do');
      if (!(error instanceof UnusableAnswer)) rest(error);
      await bookFailure(error, worst, inputTokens, leadId);
      return undefined;
    } finally {
      pendingUsd -= worst;
    }
    failures = 0;
    lastModel = answer.model;
    const { model, inputTokens: read, cachedTokens, outputTokens } = answer;
    await charge(costUsd(model, { inputTokens: read, cachedTokens, outputTokens }), model, leadId, {
      inputTokens: read,
      cachedTokens,
      outputTokens,
    });
    return answer.value;
  }

  async function bookFailure(error: unknown, worst: number, inputTokens: number, leadId: string): Promise<void> {
    if (error instanceof UnusableAnswer && error.usage) {
      const { model, ...usage } = error.usage;
      lastModel = model;
      await charge(costUsd(model, usage), model, leadId, { ...usage, unusable: true });
      return;
    }
    // Refused before any work was done: nothing is owed. Else the work may be billed though no answer came.
    if (error instanceof RateLimited || error instanceof NotConnected) return;
    await charge(worst / 2, lastModel, leadId, { inputTokens, guess: true });
  }

  return {
    /** All steps at once, those with problems once more. Steps that the model left out are missing. */
    async write(context: DraftContext): Promise<{ subject: string; drafts: WrittenDraft[] } | undefined> {
      if (!deps.llm || context.steps.length === 0) return undefined;
      const evidence = evidenceFor(context);
      const answer = await ask(inputFor({ context, evidence, steps: context.steps, nonce: nonce() }), context.lead.id);
      if (!answer) return undefined;
      const first = drafted(context, answer, context.steps, context.firstSubject ?? plainLine(answer.subject, 120));
      const broken = first.drafts.filter((one) => one.problems.length > 0);
      const missing = context.steps.filter((step) => !first.drafts.some((one) => one.step === step.step));
      if (broken.length === 0 && missing.length === 0) return first;
      const steps = context.steps.filter(
        (step) => broken.some((one) => one.step === step.step) || missing.includes(step),
      );
      const again = await ask(repairInput({ context, evidence, steps, nonce: nonce() }, broken), context.lead.id);
      if (!again) return first;
      const isSubjectBroken = first.drafts.some((draft) =>
        draft.problems.some((one) => one.sentence === first.subject || one.kind === 'subject'),
      );
      const subject = isSubjectBroken && !context.firstSubject ? plainLine(again.subject, 120) : first.subject;
      const repaired = drafted(context, again, steps, subject).drafts;
      const kept = first.drafts
        .filter((one) => !repaired.some((other) => other.step === one.step))
        .map((one) => restated(context, one, subject));
      return { subject, drafts: [...kept, ...repaired].sort((a, b) => a.step - b.step) };
    },

    /** One step in other words; undefined when the model could not, or its words have problems. */
    async rewrite(context: DraftContext, brief: StepBrief, previous: DraftWords): Promise<WrittenDraft | undefined> {
      if (!deps.llm) return undefined;
      const evidence = evidenceFor(context);
      const answer = await ask(
        rewriteInput({ context, evidence, steps: [brief], nonce: nonce() }, previous),
        context.lead.id,
      );
      if (!answer) return undefined;
      const { drafts } = drafted(context, answer, [brief], previous.subject || plainLine(answer.subject, 120));
      return drafts.find((one) => one.step === brief.step && one.problems.length === 0);
    },
  };
}

function restated(context: DraftContext, draft: WrittenDraft, subject: string): WrittenDraft {
  if (draft.subject === '' || draft.subject === subject) return draft;
  return {
    ...checkWords(
      { ...context, firstSubject: subject },
      { step: draft.step, subject, body: draft.body },
      draft.citations,
    ),
    writer: 'model',
  };
}

/** The model's sentences in our frame: greeting and closing are never the model's. */
function drafted(
  context: DraftContext,
  answer: ModelAnswer,
  steps: StepBrief[],
  subject: string,
): { subject: string; drafts: WrittenDraft[] } {
  const drafts = steps.flatMap((brief): WrittenDraft[] => {
    const found = answer.steps.find((one) => one.step === brief.step);
    if (!found) return [];
    const given: Citation[] = found.sentences
      .map((one) => ({ sentence: one.text.replace(/\s+/g, ' ').trim(), evidenceIds: one.evidenceIds }))
      .filter((one) => one.sentence !== '');
    if (given.length === 0) return [];
    const body = framed(
      context,
      brief,
      given.map((one) => one.sentence),
    );
    const words = { step: brief.step, subject: brief.channel === 'email' ? subject : '', body };
    return [
      {
        ...checkWords({ ...context, firstSubject: brief.role === 'first' ? undefined : subject }, words, given),
        writer: 'model',
      },
    ];
  });
  return { subject, drafts };
}

/** Greeting, the sentences with the question in a paragraph of its own, and the closing. */
export function framed(context: DraftContext, brief: StepBrief, sentences: string[]): string {
  const { sender, playbook, lead } = context;
  const name = greetingName(lead.firstName);
  const greeting = name ? `Hi ${name},` : 'Hi there,';
  if (brief.channel === 'call')
    return sentences
      .flatMap(sentencesOf)
      .map((one) => `- ${one}`)
      .join('\n');
  if (brief.channel !== 'email') return [greeting, ...sentences].join(' ');
  const at = sentences.findIndex((one) => one.endsWith('?'));
  const before = sentences.slice(0, at < 0 ? undefined : at).join(' ');
  const after = at < 0 ? '' : sentences.slice(at).join(' ');
  const closing = [
    fitClosing(playbook.content.voice.signOff) || 'Best regards',
    fitClosing(sender.name),
    fitClosing(sender.company),
  ]
    .filter(Boolean)
    .join('\n');
  return [greeting, before, after, closing].filter(Boolean).join('\n\n');
}
