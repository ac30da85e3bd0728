import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxAccess, MailProvider, OutgoingMail } from '../../src/features/channels/ports.ts';
import { InvalidInput, NotConnected, RateLimited, Unavailable, UnknownOutcome } from '../../src/kernel/errors.ts';

/** One mail as the world outside received it. */
export interface DeliveredMail {
  to: string;
  subject: string;
  text: string;
  touchKey?: string;
  references: string[];
}

/** What the suite needs of a provider's surroundings. */
export interface MailProviderHarness {
  provider: MailProvider;
  mailbox: MailboxAccess;
  /** What really left the mailbox. */
  delivered(): Promise<DeliveredMail[]>;
  /** The next call of that kind fails: nothing happened, or only its answer was lost. */
  failNext(call: 'createDraft' | 'sendDraft', how: 'before' | 'after'): void;
  /** The next call of that kind is refused for a pause, or because the grant is dead. */
  refuseNext(
    call: 'createDraft' | 'sendDraft' | 'changesSince',
    how: 'rate_limited' | 'not_connected' | 'refused',
  ): void;
  /** False for surroundings that refuse no mail on demand. */
  refusesMails?: boolean;
  /** Somebody writes to the mailbox, in a thread of ours when `answers` is given. */
  receive(mail: {
    from: string;
    subject: string;
    text: string;
    headers?: Record<string, string>;
    answers?: { messageId: string; providerThreadId: string };
  }): Promise<void>;
  writeByHand(mail: { to: string; subject: string; text: string }): Promise<void>;
  forgetHistory(): Promise<void>;
  stop(): Promise<void>;
}

const ADA = { name: 'Ada Byrön', address: 'ada@fernline.example' };

/** What every mail provider must do; run against the fake and against each adapter. */
export function describeMailProvider(name: string, open: () => Promise<MailProviderHarness>): void {
  describe(`the mail provider's contract: ${name}`, () => {
    let at: MailProviderHarness;
    beforeEach(async () => {
      at = await open();
    });
    afterEach(() => at.stop());

    const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
      touchKey: 'tch_1',
      from: { name: 'Rosa Quint', address: at.mailbox.address },
      to: ADA,
      subject: 'Nine days',
      text: 'Hello Ada,\n\ngrößer?\n\nRosa',
      ...more,
    });
    const hintOf = (one: OutgoingMail, draft: { providerThreadId?: string }) => ({
      touchKey: one.touchKey,
      providerThreadId: draft.providerThreadId,
      subject: one.subject,
      to: one.to.address,
    });
    const send = async (one: OutgoingMail) => {
      const draft = await at.provider.createDraft(at.mailbox, one);
      return { draft, sent: await at.provider.sendDraft(at.mailbox, draft.providerDraftId) };
    };

    it('a draft sends nothing, and sending it sends these words once to this address', async () => {
      const draft = await at.provider.createDraft(at.mailbox, mail());
      expect(await at.delivered()).toEqual([]);
      expect(await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(mail(), draft))).toEqual({
        state: 'waiting',
      });
      const sent = await at.provider.sendDraft(at.mailbox, draft.providerDraftId);
      expect(sent.messageId).toMatch(/^<[^<>\s]+@[^<>\s]+>$/);
      expect(sent.providerThreadId).not.toBe('');
      expect(await at.delivered()).toEqual([
        { to: ADA.address, subject: 'Nine days', text: mail().text, touchKey: 'tch_1', references: [] },
      ]);
    });

    it('a draft that was sent is not sent again, and the look-up says where it went', async () => {
      const { draft, sent } = await send(mail());
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
      expect(await at.delivered()).toHaveLength(1);
      expect(await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(mail(), draft))).toEqual({
        state: 'sent',
        mail: sent,
      });
    });

    it('when the answer to a send is lost, the look-up finds the mail', async () => {
      const draft = await at.provider.createDraft(at.mailbox, mail());
      at.failNext('sendDraft', 'after');
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
      const found = await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(mail(), draft));
      expect(found).toMatchObject({ state: 'sent', mail: { messageId: expect.stringMatching(/^<.+>$/) } });
      expect(await at.delivered()).toHaveLength(1);
    });

    it('when a send fails before it is taken, the draft still waits and can be sent', async () => {
      const draft = await at.provider.createDraft(at.mailbox, mail());
      at.failNext('sendDraft', 'before');
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
      expect(await at.delivered()).toEqual([]);
      expect((await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(mail(), draft))).state).toBe(
        'waiting',
      );
      await at.provider.sendDraft(at.mailbox, draft.providerDraftId);
      expect(await at.delivered()).toHaveLength(1);
    });

    it('a draft that cannot be made is unavailable, and nothing leaves', async () => {
      at.failNext('createDraft', 'before');
      await expect(at.provider.createDraft(at.mailbox, mail())).rejects.toBeInstanceOf(Unavailable);
      at.failNext('createDraft', 'after');
      await expect(at.provider.createDraft(at.mailbox, mail())).rejects.toBeInstanceOf(Unavailable);
      expect(await at.delivered()).toEqual([]);
    });

    it('a deleted draft is gone: not waiting, not sent, and deleting it twice is quiet', async () => {
      const draft = await at.provider.createDraft(at.mailbox, mail());
      expect(await at.provider.deleteDraft(at.mailbox, draft.providerDraftId)).toBe(true);
      expect(await at.provider.deleteDraft(at.mailbox, draft.providerDraftId)).toBe(false);
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(UnknownOutcome);
      expect(await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(mail(), draft))).toEqual({
        state: 'gone',
      });
      expect(await at.delivered()).toEqual([]);
    });

    it('finds the drafts of a key that have not left, and no others', async () => {
      const draft = await at.provider.createDraft(at.mailbox, mail());
      await at.provider.createDraft(at.mailbox, mail({ touchKey: 'tch_2' }));
      const again = await at.provider.createDraft(at.mailbox, mail());
      expect((await at.provider.findDrafts(at.mailbox, mail().touchKey)).sort()).toEqual(
        [draft.providerDraftId, again.providerDraftId].sort(),
      );
      await at.provider.sendDraft(at.mailbox, draft.providerDraftId);
      expect(await at.provider.deleteDraft(at.mailbox, draft.providerDraftId)).toBe(false);
      await at.provider.deleteDraft(at.mailbox, again.providerDraftId);
      expect(await at.provider.findDrafts(at.mailbox, mail().touchKey)).toEqual([]);
    });

    it('a lost follow-up is not mistaken for the mail before it in the same thread', async () => {
      const first = await send(mail());
      const followUp = mail({
        touchKey: 'tch_2',
        thread: { providerThreadId: first.sent.providerThreadId, references: [first.sent.messageId] },
      });
      const draft = await at.provider.createDraft(at.mailbox, followUp);
      await at.provider.deleteDraft(at.mailbox, draft.providerDraftId);
      expect(await at.provider.lookUpDraft(at.mailbox, draft.providerDraftId, hintOf(followUp, draft))).toEqual({
        state: 'gone',
      });
    });

    it('a follow-up stays in the thread and names the mails before it', async () => {
      const first = await send(mail());
      const second = await send(
        mail({
          touchKey: 'tch_2',
          thread: { providerThreadId: first.sent.providerThreadId, references: [first.sent.messageId] },
        }),
      );
      expect(second.sent.providerThreadId).toBe(first.sent.providerThreadId);
      const followUp = (await at.delivered()).find((one) => one.touchKey === 'tch_2');
      expect(followUp).toMatchObject({ subject: 'Nine days', references: [first.sent.messageId] });
    });

    it('without a cursor there is only one for from now on; then each mail comes once', async () => {
      await send(mail());
      const start = await at.provider.changesSince(at.mailbox, undefined);
      expect(start).toMatchObject({ mails: [], reset: false });
      const { sent } = await send(mail({ touchKey: 'tch_2' }));
      await at.receive({
        from: 'Ada@Fernline.example',
        subject: 'Re: Nine days',
        text: 'Yes, größer.',
        answers: sent,
        headers: { 'Auto-Submitted': 'no' },
      });
      const news = await at.provider.changesSince(at.mailbox, start.cursor);
      expect(news.mails.map((one) => [one.direction, one.from.address, one.subject])).toEqual([
        ['out', at.mailbox.address, 'Nine days'],
        ['in', 'ada@fernline.example', 'Re: Nine days'],
      ]);
      const [ours, theirs] = news.mails;
      expect(ours).toMatchObject({ providerId: sent.providerMessageId, messageId: sent.messageId });
      expect(ours?.headers['x-touch-id']).toBe('tch_2');
      expect(ours?.to).toContain(ADA.address);
      expect(theirs?.text.trim()).toBe('Yes, größer.');
      expect(theirs?.headers['auto-submitted']).toBe('no');
      expect(theirs?.references).toContain(sent.messageId);
      expect(theirs?.providerThreadId).toBe(sent.providerThreadId);
      expect((await at.provider.changesSince(at.mailbox, news.cursor)).mails).toEqual([]);
      // A cursor that was not saved gives the same again.
      expect((await at.provider.changesSince(at.mailbox, start.cursor)).mails.map((one) => one.providerId)).toEqual(
        news.mails.map((one) => one.providerId),
      );
    });

    it('drafts are not mail, and what the owner writes by hand goes out without our key', async () => {
      const { cursor } = await at.provider.changesSince(at.mailbox, undefined);
      const draft = await at.provider.createDraft(at.mailbox, mail());
      await at.provider.deleteDraft(at.mailbox, draft.providerDraftId);
      await at.provider.createDraft(at.mailbox, mail());
      await at.writeByHand({ to: ADA.address, subject: 'By hand', text: 'Hello' });
      const { mails } = await at.provider.changesSince(at.mailbox, cursor);
      expect(mails.map((one) => [one.direction, one.subject, 'x-touch-id' in one.headers])).toEqual([
        ['out', 'By hand', false],
      ]);
    });

    it('a forgotten history is a reset that still brings the mail since', async () => {
      const { cursor } = await at.provider.changesSince(at.mailbox, undefined);
      await at.receive({ from: ADA.address, subject: 'One', text: 'First' });
      await at.provider.createDraft(at.mailbox, mail());
      await at.forgetHistory();
      const news = await at.provider.changesSince(at.mailbox, cursor);
      expect(news.reset).toBe(true);
      expect(news.mails.map((one) => one.subject)).toEqual(['One']);
      await at.receive({ from: ADA.address, subject: 'Two', text: 'Second' });
      const later = await at.provider.changesSince(at.mailbox, news.cursor);
      expect(later.reset).toBe(false);
      expect(later.mails.map((one) => one.subject)).toEqual(['Two']);
    });

    it('a pause and a dead grant have classes of their own', async () => {
      at.refuseNext('createDraft', 'rate_limited');
      const refused: unknown = await at.provider.createDraft(at.mailbox, mail()).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(RateLimited);
      expect((refused as RateLimited).retryAfterMs).toBeGreaterThan(0);
      const draft = await at.provider.createDraft(at.mailbox, mail());
      at.refuseNext('sendDraft', 'rate_limited');
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(RateLimited);
      at.refuseNext('changesSince', 'not_connected');
      await expect(at.provider.changesSince(at.mailbox, '1')).rejects.toBeInstanceOf(NotConnected);
      expect(await at.delivered()).toEqual([]);
    });

    it('a mail that is refused as it is says so: nothing left, and trying again is in vain', async (test) => {
      test.skip(at.refusesMails === false, 'these surroundings refuse no mail on demand');
      const draft = await at.provider.createDraft(at.mailbox, mail());
      at.refuseNext('sendDraft', 'refused');
      await expect(at.provider.sendDraft(at.mailbox, draft.providerDraftId)).rejects.toBeInstanceOf(InvalidInput);
      at.refuseNext('createDraft', 'refused');
      await expect(at.provider.createDraft(at.mailbox, mail())).rejects.toBeInstanceOf(InvalidInput);
      expect(await at.delivered()).toEqual([]);
    });

    it('an address that holds more than one is refused before anything leaves', async () => {
      for (const address of ['ada@fernline.example, eve@elsewhere.example', 'ada', 'Ada <ada@fernline.example>', '']) {
        const made = at.provider.createDraft(at.mailbox, mail({ to: { name: 'Ada', address } }));
        await expect(made, address).rejects.toBeInstanceOf(InvalidInput);
      }
      expect(await at.delivered()).toEqual([]);
    });
  });
}
