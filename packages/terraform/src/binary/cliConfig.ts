import { mkdir, writeFile } from 'node:fs/promises';
import { AppError } from '@flowport/domain';

export type ProviderSources = {
  /** Directory where downloaded providers are kept between runs. One worker process per directory: Terraform does not lock it. */
  pluginCacheDir?: string | undefined;
  /** A filesystem mirror (`terraform providers mirror`). When set, providers come from there alone. */
  mirrorDir?: string | undefined;
};

/**
 * Writes Terraform's own settings file. Naming it with TF_CLI_CONFIG_FILE also keeps the machine's `~/.terraformrc`
 * out, so that a run depends on nothing but its layer.
 */
export async function writeCliConfig(file: string, { mirrorDir }: ProviderSources): Promise<void> {
  const lines = ['disable_checkpoint = true'];
  if (mirrorDir !== undefined) {
    lines.push('provider_installation {', '  filesystem_mirror {', `    path = ${quoted(mirrorDir)}`, '  }', '}');
  }
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}

/**
 * The cache is named by environment, where no `$` is expanded. A fresh directory has no lock file, and without this
 * permission Terraform would then ignore the cache and download hundreds of megabytes for each layer; what is in the
 * cache was verified when it was downloaded.
 */
export async function pluginCacheEnvironment({ pluginCacheDir }: ProviderSources): Promise<Record<string, string>> {
  if (pluginCacheDir === undefined) return {};
  await mkdir(pluginCacheDir, { recursive: true });
  return { TF_PLUGIN_CACHE_DIR: pluginCacheDir, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' };
}

/** A string of HCL 1, which the settings file is written in; `${` would be an interpolation there. */
function quoted(path: string): string {
  if (path.includes('${')) {
    throw new AppError(
      'invalid_input',
      `The provider mirror "${path}" has \${ in its path, which Terraform can't read.`,
    );
  }
  return JSON.stringify(path);
}
