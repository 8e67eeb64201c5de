variable "name" {
  description = "What all names begin with"
  type        = string
  default     = "parquetry"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "2 to 20 of a-z, 0-9 and -, beginning with a letter."
  }
}

variable "functions_directory" {
  description = "Holds the zips of the functions"
  type        = string
  default     = "../functions"
}

variable "engine" {
  description = "simd runs everywhere; the others need an architecture that snappy was built for"
  type        = string
  default     = "simd"
}

variable "architecture" {
  type    = string
  default = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "arm64 or x86_64."
  }
}

variable "memory_mb" {
  description = "parquetry tune finds out what is best"
  type        = number
  default     = 1769
}

variable "timeout_seconds" {
  type    = number
  default = 300
}

variable "input_prefix" {
  type    = string
  default = "in/"
}

variable "output_prefix" {
  type    = string
  default = "out/"
}

variable "formats" {
  description = "parquet, avro, or both"
  type        = list(string)
  default     = ["parquet"]
}

variable "batch_size" {
  type    = number
  default = 10
}

variable "batch_window_seconds" {
  type    = number
  default = 5
}

variable "queue_concurrency" {
  description = "Invocations at once that the queue causes"
  type        = number
  default     = 50
}

variable "reserved_concurrency" {
  description = "Of the account's concurrency, kept for the function; -1: none"
  type        = number
  default     = -1
}

variable "provisioned_concurrency" {
  description = "Environments that are kept warm, and paid for; 0: none"
  type        = number
  default     = 0
}

variable "max_receives" {
  type    = number
  default = 5
}

variable "log_retention_days" {
  type    = number
  default = 30
}

variable "alarm_topic_arn" {
  description = "An SNS topic that is told of alarms; empty: none"
  type        = string
  default     = ""
}

variable "oldest_message_seconds" {
  type    = number
  default = 900
}

variable "environment" {
  description = "Environment variables of the function beside those that follow from the above"
  type        = map(string)
  default     = {}
}
