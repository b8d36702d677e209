DROP TABLE secret;
DROP TABLE model_price;
DROP TABLE provider;
