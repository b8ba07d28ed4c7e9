import { expect, test } from 'vitest';
import { readSetCookie } from './setCookie.ts';

test('a session cookie keeps its value and every attribute', () => {
  expect(
    readSetCookie('better-auth.session_token=abc.d%2Be%3D; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax'),
  ).toEqual({
    name: 'better-auth.session_token',
    value: 'abc.d+e=',
    maxAge: 604_800,
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
  });
});

test('a cookie that is being removed keeps its empty value', () => {
  expect(readSetCookie('session=; Max-Age=0; Path=/')).toEqual({ name: 'session', value: '', maxAge: 0, path: '/' });
});

test('a line without a name is no cookie', () => {
  expect(readSetCookie('=x; Path=/')).toBeUndefined();
});
