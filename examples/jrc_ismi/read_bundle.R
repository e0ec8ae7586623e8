# Read a bundle with base R alone; no package and nothing of teia-indicators is needed.
#
# It checks the hashes, computes the scores of the areas again from those of the indicators (at the level "public",
# which has no indicators: the overall score from those of the areas), and prints the indices with their bounds.
# Unpack a .zip first.
#
#     Rscript read_bundle.R BUNDLE
#
# Exit codes: 0 fine, 1 a hash or a score is not what it should be, 2 wrong usage.

SAME <- 1e-9  # two scores are the same within this, in their own unit
LACKS <- c(full = "", peer = ", no free text, no evidence", public = ", no answers, no indicators")

# Columns of texts are named: R would read a column of nothing but F, such as CONF_STATUS, as FALSE.
TEXTS <- c("REF_AREA", "TIME_PERIOD", "CATALOGUE", "LEVEL", "CODE", "DIMENSION", "MEASURE", "UNIT_MEASURE",
           "OBS_STATUS", "CONF_STATUS", "CODELIST", "PARENT", "LABEL_EN", "LABEL_FR", "LABEL_RU",
           "iCode", "iName", "Parent", "Type", "Aggregation")

read_table <- function(bundle, name, null = "") {
  path <- file.path(bundle, name)
  header <- names(read.csv(path, nrows = 1, check.names = FALSE, colClasses = "character", encoding = "UTF-8"))
  classes <- ifelse(header %in% TEXTS, "character", NA)
  read.csv(path, colClasses = classes, na.strings = null, check.names = FALSE, encoding = "UTF-8")
}

# The files whose SHA-256 is not the one listed; NA where nothing on this machine computes it.
changed_files <- function(bundle) {
  rows <- readLines(file.path(bundle, "SHA256SUMS"), encoding = "UTF-8")
  listed <- substr(rows, 1, 64)
  files <- substring(rows, 67)
  files[vapply(file.path(bundle, files), sha256, "") != listed]
}

sha256 <- function(file) {
  if (!file.exists(file)) return("")
  if (exists("sha256sum", envir = asNamespace("tools"))) {  # R 4.5 and later
    return(unname(get("sha256sum", envir = asNamespace("tools"))(file)))
  }
  for (command in c("sha256sum", "shasum -a 256")) {
    words <- strsplit(command, " ")[[1]]
    if (nzchar(Sys.which(words[1]))) {
      return(substr(system2(words[1], words[-1], stdin = file, stdout = TRUE)[1], 1, 64))
    }
  }
  NA_character_
}

# A field of manifest.json that is a text; base R reads no JSON.
manifest_text <- function(bundle, name) {
  rows <- readLines(file.path(bundle, "manifest.json"), encoding = "UTF-8")
  pattern <- paste0('^ "', name, '": "(.*)",?$')
  sub(pattern, "\\1", grep(pattern, rows, value = TRUE)[1])
}

# Whether means of what is below give every score of the bundle, as the manifest says.
reproduces <- function(bundle) {
  rows <- readLines(file.path(bundle, "manifest.json"), encoding = "UTF-8")
  !any(grepl('"reproduces": false', rows, fixed = TRUE))
}

# Scores computed again (AGAIN) beside those of the bundle (OBS_VALUE), by country, round and code.
recomputed <- function(observations, meta) {
  scores <- observations[observations$MEASURE == "SCORE" & !is.na(observations$OBS_VALUE), ]
  below <- merge(scores, meta[which(meta$Level == 1), ], by.x = "CODE", by.y = "iCode")
  if (!nrow(below)) return(cbind(scores[0, ], AGAIN = numeric()))
  below$PART <- below$OBS_VALUE * below$Weight
  sums <- aggregate(cbind(PART, Weight) ~ REF_AREA + TIME_PERIOD + Parent, data = below, FUN = sum)
  sums <- sums[sums$Weight > 0, ]
  sums$AGAIN <- sums$PART / sums$Weight
  names(sums)[names(sums) == "Parent"] <- "CODE"
  merge(scores, sums[c("REF_AREA", "TIME_PERIOD", "CODE", "AGAIN")])
}

# The rows of the indices, with their titles as LABEL_EN.
indices <- function(observations, codes) {
  rows <- observations[observations$LEVEL == "INDEX", ]
  titles <- codes[codes$CODELIST == "CL_CODE", ]
  rows$LABEL_EN <- titles$LABEL_EN[match(rows$CODE, titles$CODE)]
  rows
}

shown <- function(figure) ifelse(is.na(figure), "none", sprintf("%.4f", figure))

main <- function(bundle) {
  level <- manifest_text(bundle, "confidentiality")
  cat(sprintf("Level %s%s; mapping %s; official: no\n", level, LACKS[[level]], manifest_text(bundle, "mapping")))
  changed <- changed_files(bundle)
  if (anyNA(changed)) {
    cat("SHA-256: not checked, neither sha256sum nor shasum is here\n")
    changed <- character()
  } else if (length(changed)) {
    cat(sprintf("SHA-256: %s changed or missing\n", paste(changed, collapse = ", ")))
  } else {
    cat("SHA-256: as listed\n")
  }

  observations <- read_table(bundle, "observations.csv")
  found <- recomputed(observations, read_table(bundle, "coin/iMeta.csv", "NA"))
  worst <- max(0, abs(found$OBS_VALUE - found$AGAIN))
  same <- if (worst <= SAME) "the same" else "NOT the same"
  cat(sprintf("Scores computed again: %d, %s\n", nrow(found), same))
  sure <- reproduces(bundle)
  if (!sure) cat("The bundle was scored by rules that a mean of what is below does not give.\n")

  rows <- indices(observations, read_table(bundle, "codelists.csv"))
  whose <- paste(rows$REF_AREA, rows$TIME_PERIOD)
  for (one in unique(whose)) {
    cat(one, "\n", sep = "")
    own <- rows[whose == one, ]
    figures <- sprintf("%s (%s to %s)", shown(own$OBS_VALUE), shown(own$OBS_LOW), shown(own$OBS_HIGH))
    cat(sprintf("  %s: %s\n", own$LABEL_EN, figures), sep = "")
  }
  if (length(changed) || (sure && worst > SAME)) 1L else 0L
}

if (sys.nframe() == 0L) {
  given <- commandArgs(trailingOnly = TRUE)
  if (length(given) != 1) {
    message("usage: Rscript read_bundle.R BUNDLE")
    quit(status = 2)
  }
  quit(status = main(given[1]))
}
