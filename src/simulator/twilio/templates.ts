/** A template as the Content API shows it. */
export interface SampleTemplate {
  sid: string;
  name: string;
  body: string;
  /** The sample value of each gap, which names what it is for. */
  variables: Record<string, string>;
  category: 'MARKETING' | 'UTILITY';
  status: 'approved' | 'pending' | 'rejected';
}

const sid = (digit: string) => `HX${digit.repeat(32)}`;

export const sampleTemplates: SampleTemplate[] = [
  {
    sid: sid('1'),
    name: 'first_hello',
    body: 'Hello {{1}}, this is {{2}} of {{3}}. {{4}} I would be glad to send you a few lines on it here. If you would rather not hear from me, say no and I will not write again.',
    variables: { '1': 'first_name', '2': 'sender', '3': 'sender_company', '4': 'question' },
    category: 'MARKETING',
    status: 'approved',
  },
  {
    sid: sid('2'),
    name: 'still_in_review',
    body: 'Hello {{1}}, is now a good time?',
    variables: { '1': 'first_name' },
    category: 'MARKETING',
    status: 'pending',
  },
];

/** The words of a template with these variables, a JSON text; undefined when they can't be filled in. */
export function rendered(template: SampleTemplate, variables: string | null): string | undefined {
  try {
    const values: unknown = JSON.parse(variables ?? '{}');
    if (typeof values !== 'object' || values === null) return undefined;
    const held = values as Record<string, unknown>;
    const gaps = [...template.body.matchAll(/\{\{(\d+)\}\}/g)].map((one) => one[1] ?? '');
    if (gaps.some((gap) => typeof held[gap] !== 'string' || held[gap] === '')) return undefined;
    return template.body.replace(/\{\{(\d+)\}\}/g, (_, gap: string) => String(held[gap]));
  } catch {
    return undefined;
  }
}

/** The list with the state of each approval, one page. */
export function approvals(templates: SampleTemplate[], origin: string): string {
  const contents = templates.map((one) => ({
    sid: one.sid,
    account_sid: null,
    friendly_name: one.name,
    language: 'en',
    variables: one.variables,
    types: { 'twilio/text': { body: one.body } },
    approval_requests: { name: one.name, category: one.category, content_type: 'twilio/text', status: one.status },
    date_created: '2026-05-01T09:00:00Z',
    date_updated: '2026-05-01T09:00:00Z',
  }));
  const page = `${origin}/v1/ContentAndApprovals?PageSize=50&Page=0`;
  const meta = {
    page: 0,
    page_size: 50,
    first_page_url: page,
    url: page,
    key: 'contents',
    next_page_url: null,
    previous_page_url: null,
  };
  return JSON.stringify({ contents, meta });
}
