import { monotonicMs } from '@parquetry/core';
import { outputBytesOf } from '../sampling/output-bytes.ts';
import type { Counts, TurnTaker } from '../turns/turn-taker.ts';
import { countsOfAll, passCounts } from './count-pass.ts';
import { deliverAll, trafficOf, warmUp } from './measure-deliveries.ts';
import { type Equipment, equip, openFor, type PipelineTools } from './open-for.ts';
import type { PipelineTurnsRequest } from './pipeline-request.ts';

/**
 * A pipeline that takes turns: each of them opens it, converts all objects of a prefix and closes it. Outputs are left for
 * the harness to remove, whose requests are then none of the pipeline's.
 */
export class PipelineTurns implements TurnTaker<PipelineTurnsRequest> {
  readonly #tools: Pick<PipelineTools, 'openPipeline'>;
  readonly #passes: Counts[] = [];
  #equipment: Equipment | undefined;

  constructor(tools: Pick<PipelineTools, 'openPipeline'>) {
    this.#tools = tools;
  }

  async open(request: PipelineTurnsRequest): Promise<void> {
    this.#equipment = equip(request, this.#tools);
    await warmUp(this.#equipment, request, monotonicMs());
  }

  async turn(label: string) {
    const equipment = this.#equipment;
    if (equipment === undefined) throw new Error('a pipeline was to take a turn before it was opened');
    await using pipeline = await openFor(equipment, label);
    const results = await deliverAll(equipment, pipeline);
    const traffic = await trafficOf(pipeline);
    this.#passes.push(passCounts(results, traffic, equipment.request.settings));
    return { outputBytes: outputBytesOf(results) };
  }

  async clear(): Promise<void> {}

  /** @throws where its passes counted differently. */
  async end(): Promise<Counts> {
    return countsOfAll(this.#passes);
  }
}
