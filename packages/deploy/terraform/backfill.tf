resource "aws_iam_role" "backfill" {
  name_prefix = "${var.name}-backfill-"
  description = "What ${local.machine_name} may do"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "states.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "backfill" {
  name = "work"
  role = aws_iam_role.backfill.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "InvokeConvert"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [aws_lambda_alias.live.arn]
      },
      {
        Sid       = "ListSources"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [local.bucket_arns["input"]]
        Condition = { StringLike = { "s3:prefix" = "${var.input_prefix}*" } }
      },
      {
        Sid      = "ReadListOfObjects"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${local.bucket_arns["input"]}/${var.input_prefix}*"]
      },
      {
        Sid    = "WriteResults"
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload",
          "s3:GetObject",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ]
        Resource = ["${local.bucket_arns["error"]}/backfill/*"]
      },
      {
        Sid      = "StartChildren"
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = [local.machine_arn]
      },
      {
        Sid      = "WatchChildren"
        Effect   = "Allow"
        Action   = ["states:DescribeExecution", "states:StopExecution"]
        Resource = ["${local.execution_arn}:*"]
      },
      {
        Sid      = "RedriveChildren"
        Effect   = "Allow"
        Action   = ["states:RedriveExecution"]
        Resource = ["${local.execution_arn}/*"]
      },
    ]
  })
}

# The definition is the one of the CDK app; npm run build:deploy writes it beside these files.
resource "aws_sfn_state_machine" "backfill" {
  name     = local.machine_name
  type     = "STANDARD"
  role_arn = aws_iam_role.backfill.arn

  definition = templatefile("${path.module}/backfill.asl.json", {
    convertFunctionArn = aws_lambda_alias.live.arn
    resultsBucket      = local.buckets["error"]
  })

  depends_on = [aws_iam_role_policy.backfill]
}
