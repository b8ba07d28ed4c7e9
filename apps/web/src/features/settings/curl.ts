/** A first call that changes nothing and says whom the token belongs to. The token has no character that a shell minds. */
export function viewerCurl(origin: string, token: string): string {
  return `curl -H "Authorization: Bearer ${token}" ${origin}/api/v1/viewer`;
}
