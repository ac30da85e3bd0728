import type { DraftContext, DraftWords, StepBrief, WrittenDraft } from './index.ts';
import { checkWords } from './rules.ts';
import { isSameText, templateSubjects, templateWords } from './templates.ts';

export function briefOf(context: DraftContext, step: number): StepBrief {
  return (
    context.steps.find((one) => one.step === step) ?? {
      step,
      channel: 'email',
      role: step === 1 ? 'first' : 'follow_up',
      dueAt: 0,
    }
  );
}

/** The first subject that stands by itself. */
export function templateSubject(context: DraftContext): string {
  const body = 'Would that be of use?';
  const brief: StepBrief = { step: -1, channel: 'email', role: 'first', dueAt: 0 };
  const alone = { ...context, firstSubject: undefined, steps: [brief] };
  const subjects = templateSubjects(context);
  const good = subjects.find((subject) =>
    checkWords(alone, { step: -1, subject, body }).problems.every((one) => one.kind === 'length'),
  );
  return good ?? subjects.at(-1) ?? 'A short question';
}

/** One step from the templates: the first variant that passes the checks, in other words than those given. */
export function fromTemplate(
  context: DraftContext,
  step: number,
  options: { subject: string; not?: string[] },
): WrittenDraft {
  const brief = briefOf(context, step);
  const checked = (words: DraftWords): WrittenDraft => ({ ...checkWords(context, words), writer: 'template' });
  const fresh = templateWords(context, brief, options.subject).filter(
    (words) => !options.not?.some((other) => isSameText(other, words.body)),
  );
  let best: WrittenDraft | undefined;
  for (const words of fresh) {
    const draft = checked(words);
    if (draft.problems.length === 0) return draft;
    if (!best || draft.problems.length < best.problems.length) best = draft;
  }
  if (fresh.length === 0 && options.not) return fromTemplate(context, step, { subject: options.subject });
  return best ?? checked({ step, subject: options.subject, body: options.not?.[0] ?? '' });
}
