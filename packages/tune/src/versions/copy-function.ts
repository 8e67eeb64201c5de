import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type FunctionCodeLocation,
  type FunctionConfiguration,
  GetFunctionCommand,
} from '@aws-sdk/client-lambda';
import { TuneError } from '../plan/tune-error.ts';
import { type ControlPlane, callPatiently, sendOptions, waitUntilReady } from './control-plane.ts';
import { copyMark, copyName } from './run-mark.ts';

/** Reads the package of a function from the address that Lambda gave for it. */
export type Download = (url: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Of an archive in a request. Source: AWS Lambda quotas. */
const MOST_ZIP_BYTES = 50 * 2 ** 20;

/** By HTTP. */
export const downloadPackage: Download = async (url, signal) => {
  const response = await fetch(url, { ...(signal && { signal }) });
  if (!response.ok)
    throw new TuneError('failed', `the package of the function could not be read: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

type Code = NonNullable<CreateFunctionCommandInput['Code']>;

async function codeOf(code: FunctionCodeLocation, download: Download, signal?: AbortSignal): Promise<Code> {
  if (code.ImageUri !== undefined) return { ImageUri: code.ImageUri };
  if (code.Location === undefined)
    throw new TuneError('failed', 'Lambda does not say where the code of the function is');
  const ZipFile = await download(code.Location, signal);
  if (ZipFile.byteLength > MOST_ZIP_BYTES) {
    const megabytes = Math.ceil(ZipFile.byteLength / 2 ** 20);
    throw new TuneError(
      'refused',
      `the package has ${megabytes} MB, and a copy can be made of 50 MB at most: tune the function itself, without --copy`,
    );
  }
  return { ZipFile };
}

const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));

/** All that decides how it runs; nothing that invokes it. */
function configurationOf(from: FunctionConfiguration): Partial<CreateFunctionCommandInput> {
  const { Environment, ImageConfigResponse, Layers, SnapStart, TracingConfig, VpcConfig } = from;
  const layers = Layers?.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
  const isInVpc = (VpcConfig?.SubnetIds?.length ?? 0) > 0;
  return present({
    PackageType: from.PackageType,
    Runtime: from.Runtime,
    Handler: from.Handler,
    MemorySize: from.MemorySize,
    Timeout: from.Timeout,
    Architectures: from.Architectures,
    EphemeralStorage: from.EphemeralStorage,
    FileSystemConfigs: from.FileSystemConfigs?.length ? from.FileSystemConfigs : undefined,
    KMSKeyArn: from.KMSKeyArn,
    Environment: Environment?.Variables && { Variables: Environment.Variables },
    ImageConfig: ImageConfigResponse?.ImageConfig,
    Layers: layers?.length ? layers : undefined,
    TracingConfig: TracingConfig?.Mode && { Mode: TracingConfig.Mode },
    SnapStart: SnapStart?.ApplyOn && { ApplyOn: SnapStart.ApplyOn },
    VpcConfig: isInVpc
      ? { SubnetIds: VpcConfig?.SubnetIds, SecurityGroupIds: VpcConfig?.SecurityGroupIds }
      : undefined,
  }) as Partial<CreateFunctionCommandInput>;
}

export interface Copying {
  readonly name: string;
  readonly qualifier: string | null;
  readonly runId: string;
  readonly download: Download;
}

/**
 * Makes a function of the same code and configuration that nothing invokes. It logs where the original logs, so no log group
 * stays behind when it is deleted.
 *
 * @returns its name.
 */
export async function copyFunction(plane: ControlPlane, copying: Copying): Promise<string> {
  const { download, name, qualifier, runId } = copying;
  const { Code, Configuration } = await callPatiently(plane, `reading the code of ${name}`, () =>
    plane.lambda.send(
      new GetFunctionCommand({ FunctionName: name, ...(qualifier !== null && { Qualifier: qualifier }) }),
      sendOptions(plane.signal),
    ),
  );
  if (!Code || !Configuration?.FunctionName)
    throw new TuneError('failed', `Lambda does not tell the code of ${name}`);
  if (Configuration.Environment?.Error) {
    const { Message = 'no reason given' } = Configuration.Environment.Error;
    throw new TuneError(
      'denied',
      `the environment of ${name} cannot be read (${Message}), so it cannot be copied`,
    );
  }
  const copy = copyName(Configuration.FunctionName, runId);
  const code = await codeOf(Code, download, plane.signal);
  const logging = Configuration.LoggingConfig;
  await callPatiently(plane, `creating the copy ${copy}`, () =>
    plane.lambda.send(
      new CreateFunctionCommand({
        ...configurationOf(Configuration),
        FunctionName: copy,
        Role: Configuration.Role,
        Code: code,
        Description: copyMark(runId, Configuration.FunctionName!),
        Tags: { 'parquetry-tune-run': runId },
        LoggingConfig: {
          ...logging,
          // A level above it leaves out REPORT.
          ...(logging?.LogFormat === 'JSON' && { SystemLogLevel: 'INFO' }),
          LogGroup: logging?.LogGroup ?? `/aws/lambda/${Configuration.FunctionName}`,
        },
      }),
      sendOptions(plane.signal),
    ),
  );
  await waitUntilReady(plane, copy);
  return copy;
}
