import type { Command } from '../src/slack/gesture.ts';

export const crm: Command = {
  name: '/crm',
  description: 'HubSpot and Salesforce: not connected yet',
  usageHint: '[status]',
  async run() {
    const text =
      'No CRM is connected: this version can’t sync with HubSpot or Salesforce yet. Until then this app’s own leads, stages and outcomes are the record; a CRM’s export comes in as a file with `/lead import`.';
    return { say: { text } };
  },
};
