import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { At } from './presses.ts';
import type { Scene } from './scene.ts';

const MOST_ROUNDS = 2_000;

export interface Due {
  email: string;
  touchIds: string[];
}

/** The lead's drafts, approved; the first of them is due now. */
export async function approveForDown(scene: Scene, { by, lead }: At): Promise<Due> {
  const { sequences } = scene.app.features;
  const review = await sequences.review(by, lead.id);
  const seen = review.touches
    .filter((one) => one.canApprove)
    .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
  await sequences.approve(by, seen);
  const dueAt = review.touches.find((one) => one.step === 1)?.dueAt ?? 0;
  if (dueAt > scene.clock.now()) scene.clock.set(dueAt);
  // While Gmail still answers: what was not read for long would hold the mail before anything is asked of Gmail.
  await scene.app.features.interactions.readMailboxes();
  const emails = review.touches.filter((one) => one.channel === 'email').map((one) => one.id);
  return { email: lead.email, touchIds: emails };
}

/** Gmail is back: every mail that was due meanwhile leaves, once. */
export async function settleMail(scene: Scene, due: readonly Due[], violations: string[]) {
  const { app, clock, mail } = scene;
  const { sequences, interactions } = app.features;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await interactions.readMailboxes();
    await sequences.sendDue();
    const next = await sequences.nextDueAt();
    if (next === undefined) break;
    clock.set(Math.max(clock.now() + MINUTE_MS, Math.min(next, clock.now() + HOUR_MS * 6)));
  }
  const sent = mail.sentMessages();
  const perKey = new Map<string, number>();
  for (const one of sent) {
    const key = one.headers['x-touch-id'] ?? '';
    perKey.set(key, (perKey.get(key) ?? 0) + 1);
  }
  let left = 0;
  for (const { email, touchIds } of due) {
    for (const id of touchIds) {
      const times = perKey.get(id) ?? 0;
      if (times !== 1) violations.push(`A mail to ${email} that was due while Gmail was down left ${times} times.`);
      left += times;
    }
  }
  return { mails_due_while_gmail_was_down: due.reduce((sum, one) => sum + one.touchIds.length, 0), mails_left: left };
}
