locals {
  alarm_actions = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]

  alarms = {
    errors = {
      what       = "An invocation failed: its log has the reason, and its messages come again"
      namespace  = "AWS/Lambda"
      metric     = "Errors"
      statistic  = "Sum"
      dimensions = { FunctionName = aws_lambda_function.convert.function_name }
      threshold  = 1
    }
    throttles = {
      what       = "An invocation was refused: too little concurrency is left to the function"
      namespace  = "AWS/Lambda"
      metric     = "Throttles"
      statistic  = "Sum"
      dimensions = { FunctionName = aws_lambda_function.convert.function_name }
      threshold  = 1
    }
    duration-near-time-out = {
      what       = "An invocation took 80 % of the time-out"
      namespace  = "AWS/Lambda"
      metric     = "Duration"
      statistic  = "Maximum"
      dimensions = { FunctionName = aws_lambda_function.convert.function_name }
      threshold  = var.timeout_seconds * 800
    }
    dead-letters = {
      what       = "Messages or jobs wait in the dead-letter queue: parquetry jobs list --queue shows them"
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      statistic  = "Maximum"
      dimensions = { QueueName = aws_sqs_queue.dead_letters.name }
      threshold  = 1
    }
    oldest-message = {
      what       = "The oldest message waits too long: the functions do not keep up"
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      statistic  = "Maximum"
      dimensions = { QueueName = aws_sqs_queue.work.name }
      threshold  = var.oldest_message_seconds
    }
    backfill-failed = {
      what       = "A back-fill failed: more batches than tolerated did"
      namespace  = "AWS/States"
      metric     = "ExecutionsFailed"
      statistic  = "Sum"
      dimensions = { StateMachineArn = aws_sfn_state_machine.backfill.arn }
      threshold  = 1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.what
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  dimensions          = each.value.dimensions
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "${var.name}-${local.region}"

  dashboard_body = jsonencode({
    start = "-PT3H"
    widgets = concat(
      [{
        type       = "alarm"
        width      = 24
        height     = 3
        properties = { title = "Alarms", alarms = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn] }
      }],
      [for graph in [
        {
          title = "Invocations, errors, throttles"
          stat  = "Sum"
          metrics = [for metric in ["Invocations", "Errors", "Throttles"] :
            ["AWS/Lambda", metric, "FunctionName", local.function_name]
          ]
        },
        {
          title   = "Duration"
          stat    = "p95"
          metrics = [["AWS/Lambda", "Duration", "FunctionName", local.function_name]]
        },
        {
          title = "Messages that wait, and the age of the oldest"
          stat  = "Maximum"
          metrics = [for metric in ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"] :
            ["AWS/SQS", metric, "QueueName", aws_sqs_queue.work.name]
          ]
        },
        {
          title   = "Dead letters"
          stat    = "Maximum"
          metrics = [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", aws_sqs_queue.dead_letters.name]]
        },
        {
          title   = "Invocations at once"
          stat    = "Maximum"
          metrics = [["AWS/Lambda", "ConcurrentExecutions", "FunctionName", local.function_name]]
        },
        {
          title = "Back-fills"
          stat  = "Sum"
          metrics = [for metric in ["ExecutionsSucceeded", "ExecutionsFailed"] :
            ["AWS/States", metric, "StateMachineArn", aws_sfn_state_machine.backfill.arn]
          ]
        },
        ] : {
        type       = "metric"
        width      = 12
        height     = 6
        properties = merge(graph, { period = 60, region = local.region })
      }],
    )
  })
}
