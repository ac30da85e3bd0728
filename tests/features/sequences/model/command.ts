import type fc from 'fast-check';
import type { TouchView } from '../../../../src/features/sequences/index.ts';
import { AppError, NotFound } from '../../../../src/kernel/errors.ts';
import { manager, otherRep, rep } from '../../../support/people.ts';
import type { Engine } from './engine.ts';
import { mustHold } from './invariants.ts';
import type { LeadModel, Model } from './model.ts';

export type Command = fc.AsyncCommand<Model, Engine, true>;

export const PEOPLE = { Rosa: rep, Otto: otherRep } as const;
export type Person = keyof typeof PEOPLE;
export const ADDRESS: Record<string, string> = {
  [rep.id]: 'rosa@seller.example',
  [otherRep.id]: 'otto@seller.example',
};

/** How often each kind of command ran, so that a test can tell that it has tried them. */
export const tally = new Map<string, number>();

/** `kind` is what it counts as, `words` are its line in a story, `may` says whether it can be done now. */
export function command(
  [kind, words]: [kind: string, words: string],
  may: (model: Model) => boolean,
  run: (model: Model, engine: Engine) => Promise<void>,
): Command {
  return {
    check: async (model) => may(model),
    async run(model, engine) {
      tally.set(kind, (tally.get(kind) ?? 0) + 1);
      await run(model, engine);
      await mustHold(model, engine);
    },
    toString: () => words,
  };
}

/** About one lead that is there. */
export function about(
  [kind, number, may = () => true]: [kind: string, number: number, may?: (lead: LeadModel) => boolean],
  run: (lead: LeadModel, engine: Engine, model: Model) => Promise<void>,
): Command {
  const fits = (model: Model) => {
    const lead = model.leads.get(number);
    return lead !== undefined && may(lead);
  };
  return command([kind, `${kind} lead ${number}`], fits, async (model, engine) => {
    const lead = model.leads.get(number);
    if (lead) await run(lead, engine, model);
  });
}

/** What a person may try and be told "no" to; anything else that goes wrong is a fault. */
export async function tries(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

export async function touchesOf(engine: Engine, lead: LeadModel): Promise<TouchView[]> {
  try {
    return (await engine.w.sequences.review(manager, lead.id)).touches;
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}
/** Reads the mailboxes; what lay in those that could be read is heard from now on. */
export async function read(model: Model, engine: Engine): Promise<void> {
  const { problems } = await engine.w.interactions.readMailboxes();
  const boxes = await engine.w.channels.mailboxes();
  const isRead = (address: string) =>
    boxes.some(
      (one) => one.address === address && one.status !== 'reconnect' && !problems.some((p) => p.mailboxId === one.id),
    );
  for (const one of model.unread.filter((mail) => isRead(mail.mailbox))) one.heard();
  model.unread = model.unread.filter((mail) => !isRead(mail.mailbox));
}
