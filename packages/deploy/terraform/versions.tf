terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  # Named before they exist, so that no policy has to wait for what it names.
  buckets = {
    for part in ["input", "output", "error"] : part => "${var.name}-${part}-${local.account}-${local.region}"
  }
  bucket_arns   = { for part, name in local.buckets : part => "arn:${local.partition}:s3:::${name}" }
  function_name = "${var.name}-convert-${var.engine}-${replace(var.architecture, "_", "-")}"
  machine_name  = "${var.name}-backfill"
  machine_arn   = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:${local.machine_name}"
  execution_arn = "arn:${local.partition}:states:${local.region}:${local.account}:execution:${local.machine_name}"

  # The name of the zip holds a hash of its content.
  zip = one(fileset(var.functions_directory, "convert-${var.architecture}-*.zip"))
}
