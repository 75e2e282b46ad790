/** Column types that the bureau's tables share. Its codes of authorities stand in Latin 1, except where somebody forgot. */
export const code = 'varchar(20)';
export const authority = 'varchar(12) CHARACTER SET latin1';
export const serial = 'bigint unsigned NOT NULL';
export const utf8 = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci';
export const gbk = 'ENGINE=InnoDB DEFAULT CHARSET=gbk COLLATE=gbk_chinese_ci';
