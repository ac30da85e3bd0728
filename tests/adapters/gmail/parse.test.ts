import { describe, expect, it } from 'vitest';
import { parsePayload, parseRaw } from '../../../src/adapters/gmail/parse.ts';
import { textOfHtml } from '../../../src/adapters/gmail/plain-text.ts';

const raw = (lines: string[] | Buffer) =>
  (Buffer.isBuffer(lines) ? lines : Buffer.from(lines.join('\r\n'), 'utf8')).toString('base64url');
const HEAD = ['From: Ada Byron <Ada@Fernline.example>', 'To: rosa@tallyhook.example', 'Subject: Re: Nine days'];

function dsn(
  groups: string[][],
  more: { text?: string; original?: string[]; headers?: string[]; originalType?: string } = {},
) {
  return raw([
    'Return-Path: <>',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    'To: rosa@tallyhook.example',
    'Subject: Delivery Status Notification (Failure)',
    'Auto-Submitted: auto-replied',
    ...(more.headers ?? []),
    'Content-Type: multipart/report; boundary="b1"; report-type=delivery-status',
    '',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    more.text ?? 'Address not found',
    '',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; googlemail.com',
    'Arrival-Date: Tue, 03 Nov 2026 01:00:00 -0800 (PST)',
    '',
    ...groups.flatMap((group) => [...group, '']),
    '--b1',
    `Content-Type: ${more.originalType ?? 'message/rfc822'}`,
    '',
    ...(more.original ?? [
      'From: rosa@tallyhook.example',
      'To: ada@fernline.example',
      'Message-ID: <tch_1@tallyhook.example>',
      '',
      'Hello',
    ]),
    '',
    '--b1--',
    '',
  ]);
}

describe('a delivery report', () => {
  const failed = [
    'Final-Recipient: rfc822; Ada@Fernline.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550-5.1.1 no such',
    ' user here',
  ];

  it('says which address failed, how, and for which mail of ours', async () => {
    const mail = await parseRaw(dsn([failed]));
    expect(mail.report).toEqual({
      finalRecipient: 'ada@fernline.example',
      action: 'failed',
      status: '5.1.1',
      originalMessageId: '<tch_1@tallyhook.example>',
    });
    expect(mail.text).toContain('Address not found');
    expect(mail.from.address).toBe('mailer-daemon@googlemail.com');
  });

  it('of two addresses names the one that failed, and both', async () => {
    const delayed = ['Final-Recipient: rfc822;bo@fernline.example', 'Action: delayed', 'Status: 4.2.2'];
    const { report } = await parseRaw(dsn([delayed, failed]));
    expect(report).toMatchObject({ finalRecipient: 'ada@fernline.example', action: 'failed', status: '5.1.1' });
    expect(report?.recipients).toEqual([
      { address: 'bo@fernline.example', action: 'delayed', status: '4.2.2' },
      { address: 'ada@fernline.example', action: 'failed', status: '5.1.1' },
    ]);
  });

  it('names the address that we wrote to when it was forwarded to another', async () => {
    const forwarded = [
      'Original-Recipient: rfc822;ada@fernline.example',
      'Final-Recipient: rfc822; 4711@archive.example',
      'Action: failed',
      'Status: 5.2.1',
    ];
    expect((await parseRaw(dsn([forwarded]))).report?.finalRecipient).toBe('ada@fernline.example');
  });

  it('reads the headers of the original alone, folded ones too', async () => {
    const original = ['From: rosa@tallyhook.example', 'Message-ID:', ' <tch_2@tallyhook.example>'];
    const { report } = await parseRaw(dsn([failed], { original, originalType: 'text/rfc822-headers' }));
    expect(report?.originalMessageId).toBe('<tch_2@tallyhook.example>');
  });

  it('with a status only in the diagnostic code, or in nothing but X-Failed-Recipients, still says what it can', async () => {
    const odd = [
      'Final-Recipient: rfc822; ada@fernline.example',
      'Action: failed',
      'Diagnostic-Code: smtp; 550 5.4.1 refused',
    ];
    expect((await parseRaw(dsn([odd]))).report).toMatchObject({ status: '5.4.1' });
    const old = raw([
      'From: mailer-daemon@old.example',
      'X-Failed-Recipients: Ada@fernline.example',
      'Subject: Mail failure',
      '',
      'no such user',
    ]);
    expect((await parseRaw(old)).report).toMatchObject({ finalRecipient: 'ada@fernline.example', action: 'failed' });
  });

  it('is read from Gmail’s parts as well', () => {
    const part = (mimeType: string, text: string) => ({
      mimeType,
      filename: '',
      body: { data: Buffer.from(text).toString('base64url') },
    });
    const mail = parsePayload({
      payload: {
        mimeType: 'multipart/report',
        headers: [{ name: 'Content-Type', value: 'multipart/report; report-type=delivery-status' }],
        parts: [part('text/plain', 'Not found'), part('message/delivery-status', failed.join('\r\n'))],
      },
    });
    expect(mail.report).toMatchObject({ finalRecipient: 'ada@fernline.example', status: '5.1.1' });
    expect(mail.text).toBe('Not found');
  });

  it('a receipt for reading is no report on delivery; a complaint is one', async () => {
    const receipt = raw([
      ...HEAD,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message was read.',
      '--b',
      'Content-Type: message/disposition-notification',
      '',
      'Final-Recipient: rfc822;ada@fernline.example',
      'Disposition: manual-action/MDN-sent-manually; displayed',
      '--b--',
    ]);
    expect((await parseRaw(receipt)).report).toBeUndefined();
    const complaint = raw([
      'From: fbl@provider.example',
      'To: rosa@tallyhook.example',
      'Subject: FW: Nine days',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'This is an abuse report.',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'Original-Rcpt-To: <Ada@fernline.example>',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Message-ID: <tch_1@tallyhook.example>',
      'To: ada@fernline.example',
      '',
      'Hello',
      '--b--',
    ]);
    expect((await parseRaw(complaint)).report).toEqual({
      finalRecipient: 'ada@fernline.example',
      action: 'complained',
      originalMessageId: '<tch_1@tallyhook.example>',
    });
  });
});

describe('an ordinary mail', () => {
  it('has its addresses in lower case, its references in order, and header names in lower case', async () => {
    const mail = await parseRaw(
      raw([
        ...HEAD,
        'Cc: Bo <BO@fernline.example>, "Last, First" <cy@fernline.example>',
        'Message-ID: <in1@fernline.example>',
        'In-Reply-To: <tch_2@tallyhook.example>',
        'References: <tch_1@tallyhook.example>',
        '\t<tch_2@tallyhook.example>',
        'X-Odd: one',
        'X-Odd: two',
        '',
        'Hello',
      ]),
    );
    expect(mail).toMatchObject({
      from: { name: 'Ada Byron', address: 'ada@fernline.example' },
      to: ['rosa@tallyhook.example', 'bo@fernline.example', 'cy@fernline.example'],
      subject: 'Re: Nine days',
      messageId: '<in1@fernline.example>',
      references: ['<tch_1@tallyhook.example>', '<tch_2@tallyhook.example>'],
      text: 'Hello',
    });
    expect(mail.headers['x-odd']).toBe('one');
    expect(mail.report).toBeUndefined();
  });

  it.each([
    ['From: "rosa@tallyhook.example" <eve@elsewhere.example>', 'eve@elsewhere.example'],
    ['From: =?utf-8?Q?Ada_=3Crosa=40tallyhook.example=3E?= <eve@elsewhere.example>', 'eve@elsewhere.example'],
    ['From: ada@fernline.example (Ada)', 'ada@fernline.example'],
    ['From: =?iso-8859-1?Q?J=F6rg?= <joerg@fernline.example>', 'joerg@fernline.example'],
    ['From: <ADA@FERNLINE.EXAMPLE>', 'ada@fernline.example'],
    ['From: undisclosed', ''],
    ['X-No: from', ''],
  ])('%s is from "%s"', async (line, address) => {
    expect((await parseRaw(raw([line, 'Subject: x', '', 'Hello']))).from.address).toBe(address);
  });

  it('a mail without anything, or of nothing but noise, is an empty one and not an error', async () => {
    for (const bytes of [
      '',
      '\r\n\r\n',
      '\0\0\0',
      ': : :\r\n\r\nx',
      'Content-Type: multipart/mixed\r\n\r\n--x',
      'a'.repeat(50_000),
    ]) {
      const mail = await parseRaw(raw(Buffer.from(bytes)));
      expect(mail.to).toEqual([]);
      expect(mail.references).toEqual([]);
    }
  });

  it('attachments are left out, a forwarded mail inside included', async () => {
    const mail = await parseRaw(
      raw([
        ...HEAD,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'See below',
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Subject: inner',
        '',
        'please unsubscribe me',
        '--b',
        'Content-Type: text/plain; name=a.txt',
        'Content-Disposition: attachment; filename=a.txt',
        '',
        'stop writing to me',
        '--b--',
      ]),
    );
    expect(mail.text.trim()).toBe('See below');
  });
});

describe('broken text', () => {
  const body = (type: string, bytes: number[], encoding = '8bit') =>
    raw(
      Buffer.concat([
        Buffer.from(`${HEAD.join('\r\n')}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`),
        Buffer.from(bytes),
      ]),
    );

  it.each<[string, string, number[], string]>([
    ['Latin-1', 'text/plain; charset=iso-8859-1', [0x67, 0x72, 0xf6, 0xdf, 0x65, 0x72], 'größer'],
    ['Windows-1252', 'text/plain; charset=windows-1252', [0x93, 0x6e, 0x6f, 0x94], '“no”'],
    ['a charset that does not exist', 'text/plain; charset=klingon', [0x79, 0x65, 0x73], 'yes'],
    ['no charset and UTF-8', 'text/plain', [...Buffer.from('größer')], 'größer'],
  ])('%s is read', async (_, type, bytes, expected) => {
    expect((await parseRaw(body(type, bytes))).text).toBe(expected);
  });

  it('bytes that are no UTF-8, NULs and halves of pairs come out as text that a database takes', async () => {
    const mail = await parseRaw(
      body('text/plain; charset=utf-8', [0x79, 0xff, 0xfe, 0x00, 0x80, 0xed, 0xa0, 0x80, 0x1b, 0x65]),
    );
    expect(mail.text).toMatch(/^y.*e$/);
    expect(mail.text).not.toMatch(/\p{Cs}|\0/u);
    expect(Buffer.from(mail.text, 'utf8').toString('utf8')).toBe(mail.text);
    const wrongBase64 = await parseRaw(body('text/plain; charset=utf-8', [...Buffer.from('aGVsbG8*!!===')], 'base64'));
    expect(wrongBase64.text).toContain('hello');
  });

  it('a body of many megabytes is cut, and quickly', async () => {
    const started = performance.now();
    const mail = await parseRaw(raw([...HEAD, '', 'word-'.repeat(1_000_000)]));
    expect(mail.text.length).toBe(200_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('HTML', () => {
  it('a mail of HTML alone reads as its reader sees it, quoted history marked', async () => {
    const html =
      '<html><head><title>x</title><style>p{color:red}</style></head><body><div dir="ltr">Yes, gr&ouml;&szlig;er &amp; <b>better</b>&nbsp;&#8364;<br>Ada</div><br><div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Nov 2026, Rosa wrote:<br></div><blockquote>Hello<br><blockquote>older</blockquote></blockquote></div><script>alert(1)</script></body></html>';
    const mail = await parseRaw(raw([...HEAD, 'Content-Type: text/html; charset=utf-8', '', html]));
    expect(mail.text).toBe('Yes, größer & better €\nAda\n\nOn Tue, 3 Nov 2026, Rosa wrote:\n> Hello\n>> older');
  });

  it.each([
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['1 < 2 and <', '1 < 2 and <'],
    ['a<!-- <p>hidden</p> -->b', 'ab'],
    ['<ul><li>one<li>two</ul>', 'one\ntwo'],
    ['&lt;b&gt; &unknown; &#0; &#xD800; &#x1F642;', '<b> &unknown; � � 🙂'],
    ['words<hr>From: x', 'words\n________________________________\nFrom: x'],
    ['<style>never closed', ''],
    ['', ''],
  ])('%s', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it('a page where plain text belongs is read as a page', async () => {
    expect(
      (await parseRaw(raw([...HEAD, 'Content-Type: text/plain', '', '<html><body><p>Hello</p></body></html>']))).text,
    ).toBe('Hello');
  });

  it.each([
    '<'.repeat(300_000),
    '<!--'.repeat(80_000),
    '<blockquote>'.repeat(30_000),
    '&'.repeat(300_000),
    '<a href="'.repeat(50_000),
  ])('a hostile page takes no long time (%#)', (html) => {
    const started = performance.now();
    textOfHtml(html);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('what a database takes no text with', () => {
  it.each([
    ['=?utf-8?Q?ada=00@fernline.example?=', 'ada@fernline.example'],
    ['=?utf-8?Q?ada=00?= <ada@fernline.example>', 'ada@fernline.example'],
    ['=?utf-8?Q?Ada?= <=?utf-8?Q?ada=00@fernline.example?=>', 'ada@fernline.example'],
  ])('is not brought in by the encoded words of a sender (%s)', async (from, address) => {
    const mail = await parseRaw(raw([`From: ${from}`, 'To: rosa@tallyhook.example', 'Subject: Re: x', '', 'Thanks.']));
    expect(mail.from.address).toBe(address);
    expect(JSON.stringify(mail)).not.toContain('\\u0000');
  });

  it('is not brought in by a report', async () => {
    const { report } = await parseRaw(
      dsn([['Final-Recipient: rfc822; a\0da@fernline.example', 'Action: failed', 'Status: 5.1.1\0']]),
    );
    expect(report).toMatchObject({ finalRecipient: 'ada@fernline.example', action: 'failed', status: '5.1.1' });
    expect(JSON.stringify(report)).not.toContain('\\u0000');
  });
});
