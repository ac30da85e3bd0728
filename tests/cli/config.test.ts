import { describe, expect, it } from 'vitest';
import { ConfigProblems, readConfig } from '../../src/config.ts';

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  return [];
}

describe('what is wrong with the configuration', () => {
  it('is said all at once: wrong values and what a group still needs', () => {
    const problems = problemsOf({
      PORT: 'abc',
      SLACK_BOT_TOKEN: 'xoxb-1',
      TWILIO_ACCOUNT_SID: 'AC1',
      GOOGLE_CLIENT_ID: 'x',
    });
    expect(problems[0]).toBe('PORT must be a number from 0 to 65535.');
    for (const name of [
      'ADMIN_SLACK_USER_ID',
      'SLACK_APP_TOKEN',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_WHATSAPP_FROM',
      'GOOGLE_CLIENT_SECRET',
      'ENCRYPTION_KEY',
    ])
      expect(problems.filter((one) => one.startsWith(`${name} `) || one.startsWith(`${name},`))).toHaveLength(1);
  });

  it('is in words for each name that can be wrong, never in a library’s, and never repeats a value', () => {
    const wrong = {
      SLACK_BOT_TOKEN: 'wrong-value',
      SLACK_APP_TOKEN: 'wrong-value',
      SLACK_API_URL: 'wrong-value',
      ADMIN_SLACK_USER_ID: 'wrong-value',
      PORT: '99999',
      BASE_URL: 'ftp://wrong-value',
      DATABASE_URL: 'wrong-value',
      ENCRYPTION_KEY: 'wrong-value',
      TWILIO_SMS_FROM: 'wrong-value',
      TIMEZONE: 'wrong-value',
      LOG_LEVEL: 'wrong-value',
    };
    const problems = problemsOf(wrong);
    for (const name of Object.keys(wrong))
      expect(
        problems.some((one) => one.startsWith(`${name} must `)),
        name,
      ).toBe(true);
    expect(problems.join('\n')).not.toMatch(/Invalid|expected|received|NaN|wrong-value|99999/);
  });

  it('counts a number that is in another shape as wrong, once', () => {
    expect(problemsOf({ PORT: '1.5' })).toEqual(['PORT must be a number from 0 to 65535.']);
  });
});
