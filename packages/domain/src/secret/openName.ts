const openEnding = /(?:^|_)(?:id|ids|arn|arns|name|endpoint|address|dns_name|url|cidr|cidr_block|zone|region)$/i;

/**
 * Whether an attribute or output of this name says where something is, and not what opens it. CDKTF calls every output
 * sensitive by which one layer reads another, and so also the ids and names of resources, of which a log is full.
 */
export function isOpenName(name: string): boolean {
  return openEnding.test(name);
}
