import { HOURS_PER_MONTH } from '../bills/hours-per-month.ts';
import { lambdaBill } from '../bills/lambda-bill.ts';
import type { Architecture, PriceTable } from '../table/price-table.ts';
import { breakEvenBelow } from './break-even.ts';
import type { FileWork, FleetAssumptions } from './file-work.ts';
import { type Machine, machineMonth, machinesFor } from './machine.ts';
import { type Capacity, capacityOf } from './machine-capacity.ts';

export const usualAssumptions: FleetAssumptions = { utilisation: 0.7, reservedMemoryMb: 512 };

/** From how many files a month on a machine that runs all month costs less than Lambda. */
export type BreakEven =
  | { readonly status: 'at'; readonly filesPerMonth: number }
  | { readonly status: 'never'; readonly because: string };

export type FleetFigure =
  | {
      readonly status: 'priced';
      readonly name: string;
      readonly machines: number;
      readonly dollarsPerMonth: number;
      readonly dollarsPerMillionFiles: number;
      readonly capacity: Capacity;
      readonly breakEven: BreakEven;
    }
  | { readonly status: 'unsupported'; readonly name: string; readonly because: string };

export interface FleetComparison {
  readonly filesPerMonth: number;
  readonly lambda: { readonly dollarsPerMonth: number; readonly dollarsPerMillionFiles: number };
  readonly fleets: readonly FleetFigure[];
  /** In sentences: what the figures rest on. */
  readonly assumptions: readonly string[];
}

const MILLION = 1e6;

function machinesOf({ ec2, fargate }: PriceTable): readonly Machine[] {
  const [vcpus, memoryMb] = [2, 4096];
  const task = (architecture: Architecture, name: string): Machine => ({
    name,
    architecture,
    vcpus,
    memoryMb,
    dollarsPerHour:
      vcpus * fargate[architecture].dollarsPerVcpuHour +
      (memoryMb / 1024) * fargate[architecture].dollarsPerGbHour,
    credits: null,
  });
  const { baselineShare, dollarsPerHour, dollarsPerSurplusVcpuHour, type } = ec2.t3Medium;
  const credits = { baselineShare, dollarsPerSurplusVcpuHour };
  return [
    task('x86_64', 'Fargate, 2 vCPU, 4 GB, x86_64'),
    task('arm64', 'Fargate, 2 vCPU, 4 GB, arm64'),
    {
      name: `EC2 ${type}`,
      architecture: 'x86_64',
      vcpus: ec2.t3Medium.vcpus,
      memoryMb: ec2.t3Medium.memoryMb,
      dollarsPerHour,
      credits,
    },
  ];
}

function priceFleet(
  machine: Machine,
  work: FileWork,
  lambdaDollars: (filesPerMonth: number) => number,
  assumptions: FleetAssumptions,
): FleetFigure {
  const { name } = machine;
  const able = capacityOf(machine, work, assumptions, HOURS_PER_MONTH);
  if (able.status === 'unsupported') return { status: 'unsupported', name, because: able.because };
  const { capacity } = able;
  const month = (filesPerMonth: number) => ({
    files: filesPerMonth,
    cpuSecondsPerFile: work.cpuSecondsPerFile,
    machines: machinesFor(filesPerMonth, capacity.filesPerMonth),
    hours: HOURS_PER_MONTH,
  });
  const dollarsPerMonth = machineMonth(machine, month(work.filesPerMonth));
  const crossing = breakEvenBelow(
    capacity.filesPerMonth,
    (files) => lambdaDollars(files) - machineMonth(machine, month(files)),
  );
  return {
    status: 'priced',
    name,
    machines: month(work.filesPerMonth).machines,
    dollarsPerMonth,
    dollarsPerMillionFiles: (dollarsPerMonth / work.filesPerMonth) * MILLION,
    capacity,
    breakEven:
      crossing === undefined
        ? { status: 'never', because: 'a machine at work all the time it can be costs more than Lambda does' }
        : { status: 'at', filesPerMonth: Math.ceil(crossing) },
  };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

const sentences = ({ reservedMemoryMb, utilisation }: FleetAssumptions, { asOf, region }: PriceTable) => [
  `List prices of ${region} as of ${asOf}, on demand; without the free tier, plans and spot prices.`,
  `Machines run all ${HOURS_PER_MONTH} hours of a month, in whole numbers, and have work ${percent(utilisation)} of the time.`,
  `${reservedMemoryMb} MB of each machine are kept free of files; a machine converts as many at once as its memory and its vCPUs allow.`,
  'A second of CPU is the same on all machines of an architecture: none of a fleet was measured.',
  'The t3.medium is unlimited, and its work is spread over each day: what exceeds the baseline on average over 24 hours is paid for.',
  'S3 and SQS requests are the same for all; disks, addresses, NAT, load balancers and logs are left out.',
];

/**
 * What a month's files cost on Lambda, on Fargate and on EC2, and from which volume on a machine is cheaper. Machines of
 * another architecture than the function's are not priced: what was measured says nothing of them.
 *
 * @throws RangeError where a figure of the work is not above zero.
 */
export function compareFleets(
  work: FileWork,
  prices: PriceTable,
  assumptions: FleetAssumptions = usualAssumptions,
): FleetComparison {
  for (const key of ['cpuSecondsPerFile', 'filesPerMonth', 'peakMemoryMb', 'secondsPerFile'] as const)
    if (!(work[key] > 0))
      throw new RangeError(`${key} is ${work[key]}: fleets are compared by figures above zero`);
  const lambdaDollars = (files: number) => lambdaBill(work.lambda, files, prices).total;
  const dollarsPerMonth = lambdaDollars(work.filesPerMonth);
  return {
    filesPerMonth: work.filesPerMonth,
    lambda: {
      dollarsPerMonth,
      dollarsPerMillionFiles: (dollarsPerMonth / work.filesPerMonth) * MILLION,
    },
    fleets: machinesOf(prices).map((machine) => priceFleet(machine, work, lambdaDollars, assumptions)),
    assumptions: sentences(assumptions, prices),
  };
}
