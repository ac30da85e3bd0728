import { parse } from 'csv-parse/sync';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { describe, expect, it } from 'vitest';
import type { PlaybookContent } from '../../../src/features/playbook/index.ts';
import { isZone } from '../../../src/kernel/calendar.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { temperaments } from '../../../src/simulator/world/temperaments.ts';

const HEADER =
  'First name,Last name,Title,Company,Website,Industry,Employees,Country,Time zone,Email,Phone,LinkedIn,Notes,Pain,Pain source,Pain date,Email consent,WhatsApp consent';
const RESERVED_DOMAIN = /(\.|^)example(\.(com|net|org))?$/;
const RESERVED_NUMBER = /^(\+1202555 ?01\d\d|\+44207946 ?0\d{3}|\+61491570\d{3})$/;

function fileOf(name: string): string {
  const file = sampleWorld.sampleFiles.find((one) => one.name === name);
  if (!file) throw new Error(`no ${name}`);
  return file.content;
}

function rowsOf(name: string): Record<string, string>[] {
  return parse(fileOf(name), { columns: true, trim: true, relax_column_count: true });
}

const leads = rowsOf('leads.csv');
const filled = (column: string) => leads.map((lead) => lead[column] ?? '').filter((value) => value !== '');

describe('the sample leads', () => {
  it('are 86 at about 30 accounts in 15 countries and many time zones', () => {
    expect(fileOf('leads.csv').split('\n')[0]).toBe(HEADER);
    expect(leads).toHaveLength(86);
    expect(new Set(filled('Company')).size).toBe(32);
    expect(new Set(filled('Country'))).toEqual(
      new Set(['US', 'GB', 'DE', 'FR', 'ES', 'NL', 'SE', 'PL', 'BR', 'IN', 'JP', 'AU', 'SG', 'ZA', 'CA']),
    );
    expect(new Set(filled('Time zone')).size).toBeGreaterThanOrEqual(19);
    expect(filled('Time zone').every(isZone)).toBe(true);
  });

  it('live at reserved domains and numbers only', () => {
    for (const email of filled('Email')) expect(email.split('@')[1]?.toLowerCase()).toMatch(RESERVED_DOMAIN);
    for (const site of filled('Website')) expect(site.replace(/^https?:\/\//, '')).toMatch(RESERVED_DOMAIN);
    for (const profile of filled('LinkedIn')) expect(profile).toContain('linkedin.com/in/sample-');
    for (const lead of leads.filter((one) => one.Phone)) {
      const country = ({ US: 'US', CA: 'CA', GB: 'GB', AU: 'AU' } as const)[lead.Country ?? ''];
      const phone = parsePhoneNumberFromString(lead.Phone ?? '', country);
      expect(phone?.isValid(), lead.Phone).toBe(true);
      expect(phone?.number).toMatch(RESERVED_NUMBER);
    }
  });

  it('are 86 different people: no address, number or profile twice', () => {
    for (const column of ['Email', 'LinkedIn']) {
      const values = filled(column).map((value) => value.toLowerCase().replace(/^https?:\/\/(www\.)?/, ''));
      expect(new Set(values).size).toBe(values.length);
    }
    const phones = filled('Phone').map((phone) => phone.replace(/\(0\)/, '').replace(/\D/g, '').slice(-9));
    expect(new Set(phones).size).toBe(phones.length);
    expect(filled('Email')).toHaveLength(86);
  });

  it('are as messy as real ones', () => {
    const text = fileOf('leads.csv');
    expect(leads.filter((lead) => lead['Last name'] === 'Müller' && lead.Company === 'Fernline')).toHaveLength(2);
    expect(leads.filter((lead) => lead.Phone === '').length).toBeGreaterThan(40);
    expect(leads.filter((lead) => lead['Time zone'] === '' && lead.Country === 'US').length).toBeGreaterThan(2);
    expect(leads.filter((lead) => lead.Pain === '').length).toBeGreaterThan(8);
    for (const piece of ['Łukasz', '田中', 'Núñez', 'info@', 'opted out', ' J.Whitfield@HarborPine.example ', 'PATTY@'])
      expect(text).toContain(piece);
  });

  it('have pains that the playbook knows by one sign only, with source and date', () => {
    for (const lead of leads.filter((one) => one.Pain)) {
      const pain = (lead.Pain ?? '').toLowerCase();
      const keys = sampleWorld.playbook.pains.filter((one) => one.signs.some((sign) => pain.includes(sign)));
      expect(keys, lead.Pain).toHaveLength(1);
      expect(lead['Pain source']).not.toBe('');
      expect(Date.parse(lead['Pain date'] ?? '')).toBeLessThan(sampleWorld.startsAt);
    }
  });

  it('come with a second file of rows that an import has to look at twice', () => {
    const rows = rowsOf('leads-with-problems.csv');
    expect(rows).toHaveLength(15);
    const text = JSON.stringify(rows);
    for (const piece of ['ADA.BYRON@Fernline', '@@', '=HYPERLINK', '<!channel>', '🎉']) expect(text).toContain(piece);
  });
});

describe('the prospects', () => {
  it('stand behind every lead, each with a zone and a temperament', () => {
    expect(sampleWorld.prospects.map((one) => one.email)).toEqual(filled('Email').map((email) => email.toLowerCase()));
    expect(sampleWorld.prospects.every((one) => isZone(one.timezone) && one.timezone !== 'UTC')).toBe(true);
    const known = new Set(sampleWorld.prospects.map((one) => one.email));
    expect(Object.keys(temperaments).filter((email) => !known.has(email))).toEqual([]);
  });

  it('are of every kind, and most are silent', () => {
    const kinds = sampleWorld.prospects.map((one) => one.temperament.kind);
    expect(new Set(kinds).size).toBe(9);
    expect(kinds.filter((kind) => kind === 'silent').length).toBeGreaterThan(50);
    expect(new Set(sampleWorld.prospects.map((one) => one.language))).toEqual(new Set(['en', 'de', 'fr', 'es']));
  });
});

describe('the company', () => {
  it('has a playbook in the shape of the product, each pain with a proof that has a date', () => {
    const content: PlaybookContent = sampleWorld.playbook;
    expect(content.pains).toHaveLength(5);
    expect(content.objections).toHaveLength(6);
    const proven = new Set(content.proof.flatMap((one) => one.painKeys));
    expect(proven).toEqual(new Set(content.pains.map((one) => one.key)));
    for (const proof of content.proof) {
      expect(Date.parse(proof.checkedAt)).toBeLessThan(sampleWorld.startsAt);
      expect(proof.claim).toMatch(/\d|nine|two|four|half/);
    }
  });

  it('has people of every standing, and keeps strangers and guests out of the private channel', () => {
    const { people, channels, members, mailboxes } = sampleWorld;
    for (const one of people) {
      expect(one.id).toMatch(/^[UW][A-Z0-9]{8,}$/);
      expect(one.email.split('@')[1]).toMatch(RESERVED_DOMAIN);
      expect(isZone(one.timezone)).toBe(true);
    }
    expect(members.map((one) => one.role)).toEqual(['rep', 'rep', 'team_lead', 'manager', 'admin']);
    const threads = channels.find((one) => one.id === sampleWorld.channelIds.threads);
    expect(threads?.kind).toBe('private');
    expect(threads?.memberIds.toSorted()).toEqual(members.map((one) => one.userId).toSorted());
    expect(people.filter((one) => one.isGuest || one.deleted || one.teamId)).toHaveLength(3);
    expect(mailboxes).toHaveLength(2);
    const known = new Set(people.map((one) => one.id));
    expect(channels.flatMap((one) => one.memberIds).every((id) => known.has(id))).toBe(true);
    expect(sampleWorld.actAs.every((one) => known.has(one.id))).toBe(true);
  });
});
