output "input_bucket" {
  value = local.buckets["input"]
}

output "output_bucket" {
  value = local.buckets["output"]
}

output "error_bucket" {
  value = local.buckets["error"]
}

output "queue_url" {
  value = aws_sqs_queue.work.url
}

output "dead_letter_queue_url" {
  value = aws_sqs_queue.dead_letters.url
}

output "convert_function_name" {
  value = aws_lambda_function.convert.function_name
}

output "backfill_state_machine_arn" {
  value = aws_sfn_state_machine.backfill.arn
}
