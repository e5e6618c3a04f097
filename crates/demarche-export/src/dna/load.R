# Loads documents.csv and statements.csv of this folder into a database of the Discourse Network
# Analyzer, by its R package rDNA 3. Make the database in DNA first, with its usual statement type.
#
#   Rscript load.R NAME.dna [CODER [PASSWORD]]

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) {
  stop("usage: Rscript load.R NAME.dna [CODER [PASSWORD]]")
}
coder <- if (length(arguments) > 1) as.integer(arguments[2]) else 1L
password <- if (length(arguments) > 2) arguments[3] else ""

table <- function(name) {
  read.csv(name, colClasses = "character", na.strings = character(), encoding = "UTF-8")
}
documents <- table("documents.csv")
statements <- table("statements.csv")

library("rDNA")
dna_init()
dna_openDatabase(arguments[1], coderId = coder, coderPassword = password)

# A document without a date gets the first day that DNA can hold, so that it is seen.
day <- ifelse(documents$date == "", "19700101", documents$date)
ids <- dna_addDocuments(
  coder_id = coder,
  title = documents$title,
  text = documents$text,
  author = documents$author,
  source = documents$source,
  section = documents$section,
  type = documents$type,
  notes = documents$notes,
  date_time = as.POSIXct(day, format = "%Y%m%d", tz = "UTC")
)

failed <- 0
for (row in seq_len(nrow(statements))) {
  said <- statements[row, ]
  id <- dna_addStatement(
    documentID = ids[match(said$document, documents$number)],
    startCaret = as.integer(said$start),
    endCaret = as.integer(said$end),
    statementType = "DNA Statement",
    coder = coder,
    person = said$person,
    organization = said$organization,
    concept = said$concept,
    agreement = as.integer(said$agreement)
  )
  failed <- failed + (id < 0)
}
message(nrow(documents), " documents, ", nrow(statements) - failed, " statements loaded, ", failed, " refused")
