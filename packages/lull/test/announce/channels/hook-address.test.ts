import { describe, expect, it } from 'vitest';
import { readHookUrl } from '../../../src/announce/channels/outgoing/read-url.ts';

describe('the address of a hook', () => {
  const bad = expect.objectContaining({ code: 'bad-address' });
  const read = (text: string, isTrusted = false) => readHookUrl('webhook', text, isTrusted).href;

  it.each([
    [' https://CI.Example.com./hook?key=1#x ', 'https://ci.example.com/hook?key=1'],
    ['https://exämple.com:8443', 'https://xn--exmple-cua.com:8443/'],
    ['https://1.1.1.1/', 'https://1.1.1.1/'],
  ])('%s', (given, url) => expect(read(given)).toBe(url));

  it.each([
    '',
    'ci.example.com',
    'http://ci.example.com/',
    'ftp://ci.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:secret@ci.example.com/',
    'https://secret@ci.example.com/',
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://intranet/',
    'https://./',
    'https://a..example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://ci.example.com/a\r\nX: 1',
    'https://ci.example.com\\@127.0.0.1/',
    'https://ci.exam ple.com/',
  ])('not %s', (given) => {
    expect(() => read(given)).toThrow(bad);
    try {
      read(given);
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('secret@');
    }
  });

  it('not one that is endless', () => {
    expect(() => read(`https://ci.example.com/${'x'.repeat(2048)}`)).toThrow(bad);
  });

  it('may be private or plain where the owner gives it, but has no password', () => {
    expect(read('http://localhost:8080/x', true)).toBe('http://localhost:8080/x');
    expect(read('https://10.0.0.7/x', true)).toBe('https://10.0.0.7/x');
    expect(() => read('https://a:b@10.0.0.7/x', true)).toThrow(bad);
    expect(() => read('unix:/run/x.sock', true)).toThrow(bad);
  });
});
