import type { Mailbox } from '../channels/index.ts';
import type { MailboxMail } from '../channels/ports.ts';
import type { Lead } from '../leads/index.ts';
import type { InteractionDeps } from './index.ts';
import { isOfTheTeam } from './rules.ts';
import { createInteractionStore } from './store.ts';

/** Whose business a mail is. */
export interface Match {
  /** The lead of our thread first, then leads whose own address it comes from or goes to. */
  leads: Lead[];
  touchId?: string;
  answersOurs: boolean;
  fromLead: boolean;
}

/** The address without what stands behind a plus: mail to it reaches the same person. */
export const withoutTag = (address: string) => address.replace(/\+[^@]*(?=@)/, '');

export function createMatching(deps: Pick<InteractionDeps, 'db' | 'leads'>) {
  const store = createInteractionStore(deps.db);

  /** Two leads may share an address: what it says holds for both. */
  async function ofAddress(address: string): Promise<Lead[]> {
    const found = await deps.leads.allByEmail(address);
    return found.length > 0 ? found : deps.leads.allByEmail(withoutTag(address));
  }

  /** By the Message-IDs that it names, by its thread, and for a report by the address that failed. */
  async function sendOf(mailbox: Mailbox, mail: MailboxMail) {
    const { report } = mail;
    const ids = report?.originalMessageId ? [...mail.references, report.originalMessageId] : mail.references;
    const named = await store.sendNamed(ids);
    if (named) return { send: named, isNamed: true };
    const threaded = await store.sendInThread(mailbox.id, mail.providerThreadId);
    if (threaded) return { send: threaded, isNamed: false };
    const reported = report?.finalRecipient ? await store.sendTo(report.finalRecipient) : undefined;
    return { send: reported, isNamed: reported !== undefined };
  }

  function addressesOf(mail: MailboxMail, ownAddresses: string[]): string[] {
    if (mail.direction === 'out') return mail.to.filter((one) => !ownAddresses.includes(one));
    const { report } = mail;
    // A report may be on a mail that the rep wrote by hand: it speaks for the addresses that it names.
    if (report) return [report.finalRecipient ?? '', ...(report.recipients ?? []).map((one) => one.address)];
    const answerTo = mail.headers['reply-to']?.toLowerCase().match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? [];
    return [mail.from.address, ...answerTo];
  }

  return {
    /** `touchId` is one of ours that the mail names otherwise than by its headers. */
    async match(
      mailbox: Mailbox,
      mail: MailboxMail,
      { ownAddresses, touchId }: { ownAddresses: string[]; touchId?: string },
    ): Promise<Match> {
      const leadId = touchId && (await store.leadOfTouch(touchId));
      const { send, isNamed } =
        touchId && leadId ? { send: { touchId, leadId }, isNamed: true } : await sendOf(mailbox, mail);
      const leads = send ? await deps.leads.getMany([send.leadId]) : [];
      let fromLead = false;
      for (const address of [...new Set(addressesOf(mail, ownAddresses))].slice(0, 20)) {
        for (const lead of address ? await ofAddress(address) : []) {
          fromLead ||= mail.direction === 'in' && address === mail.from.address;
          if (!leads.some((one) => one.id === lead.id)) leads.push(lead);
        }
      }
      return { leads, touchId: send?.touchId, answersOurs: isNamed, fromLead };
    },

    /** Somebody outside the team is among the readers of an outgoing mail. */
    goesOutside: (mail: MailboxMail, ownAddresses: string[]) =>
      mail.to.some((address) => !isOfTheTeam(address, ownAddresses)),
  };
}
