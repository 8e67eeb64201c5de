resource "aws_cloudwatch_log_group" "convert" {
  name              = "/aws/lambda/${local.function_name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "convert" {
  name_prefix = "${var.name}-convert-"
  description = "What ${local.function_name} may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

# X-Ray knows no resources; AWS's own policy for it stands here, and nothing else of it in ours.
resource "aws_iam_role_policy_attachment" "tracing" {
  role       = aws_iam_role.convert.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy" "convert" {
  name = "work"
  role = aws_iam_role.convert.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.convert.arn}:*"]
      },
      {
        Sid      = "ReadSources"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${local.bucket_arns["input"]}/${var.input_prefix}*"]
      },
      {
        # Without it S3 says of an object that is gone that access is denied, and its job would be a dead letter.
        Sid      = "TellMissingFromDenied"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [local.bucket_arns["input"], local.bucket_arns["output"]]
      },
      {
        # An output whose types turned out to be wrong is deleted before it is written anew.
        Sid      = "WriteOutputs"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
        Resource = ["${local.bucket_arns["output"]}/${var.output_prefix}*"]
      },
      {
        Sid      = "SetRowsAside"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
        Resource = ["${local.bucket_arns["error"]}/${var.output_prefix}*"]
      },
      {
        # It is stored with the first dead letter, unless it lies there already.
        Sid      = "ReadOwnRecipe"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${local.bucket_arns["output"]}/${var.output_prefix}_parquetry/recipe.json"]
      },
      {
        Sid    = "RedriveDeadLetterQueue"
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ]
        Resource = [aws_sqs_queue.dead_letters.arn]
      },
      {
        Sid    = "ReceiveWork"
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
        ]
        Resource = [aws_sqs_queue.work.arn]
      },
    ]
  })
}

resource "aws_lambda_function" "convert" {
  function_name                  = local.function_name
  description                    = "Converts objects of S3 by the engine ${var.engine}"
  role                           = aws_iam_role.convert.arn
  runtime                        = "nodejs24.x"
  architectures                  = [var.architecture]
  handler                        = "index.handler"
  filename                       = "${var.functions_directory}/${local.zip}"
  source_code_hash               = filebase64sha256("${var.functions_directory}/${local.zip}")
  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency
  publish                        = true

  # MEMORY_LIMIT_MB and MAX_WORKERS are left out: by default they follow the function's memory, also after it was tuned.
  environment {
    variables = merge({
      ENVIRONMENT                  = var.name
      LOG_LEVEL                    = "INFO"
      ENGINE                       = var.engine
      INPUT_BUCKET                 = local.buckets["input"]
      INPUT_PREFIX                 = var.input_prefix
      OUTPUT_BUCKET                = local.buckets["output"]
      OUTPUT_PREFIX                = var.output_prefix
      ERROR_BUCKET                 = local.buckets["error"]
      DLQ_QUEUE_URL                = aws_sqs_queue.dead_letters.url
      FORMATS                      = join(",", var.formats)
      COMPRESSION_TYPE             = "snappy"
      MAX_RETRIES                  = "3"
      ENABLE_PARALLEL_PROCESSING   = "true"
      ENABLE_CIRCUIT_BREAKER       = "true"
      POWERTOOLS_SERVICE_NAME      = var.name
      POWERTOOLS_METRICS_NAMESPACE = "Parquetry"
    }, var.environment)
  }

  logging_config {
    # Metrics are lines of a format of their own, which Lambda's JSON format would wrap.
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.convert.name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.convert]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.convert.function_name
  function_version = aws_lambda_function.convert.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count                             = var.provisioned_concurrency > 0 ? 1 : 0
  function_name                     = aws_lambda_function.convert.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}

resource "aws_lambda_event_source_mapping" "work" {
  event_source_arn                   = aws_sqs_queue.work.arn
  function_name                      = aws_lambda_alias.live.arn
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = var.batch_window_seconds
  function_response_types            = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.queue_concurrency
  }
}
